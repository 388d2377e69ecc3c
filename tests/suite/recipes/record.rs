//! `RECORD`.

use super::{Recipe, demo, only};

pub(super) const RECIPES: &[Recipe] = &[
    only("REC001", |to| vec![demo().without("RECORD").write(to)]),
    only("REC002", |to| vec![demo().record(|text| text + "one,two\n").write(to)]),
    only("REC003", |to| {
        let write = |text: String| text.split_inclusive('\n').skip(1).collect();
        vec![demo().record(write).write(to)]
    }),
    only("REC004", |to| vec![demo().record(|text| text + "demo/gone.py,sha256=abc,1\n").write(to)]),
    only("REC005", |to| {
        vec![demo().record(|text| text.replacen("sha256=", "sha256=A", 1)).write(to)]
    }),
    only("REC006", |to| vec![demo().record(|text| text.replacen(",12\n", ",13\n", 1)).write(to)]),
    only("REC007", |to| vec![demo().record(|text| text.replacen("sha256=", "md5=", 1)).write(to)]),
    only("REC008", |to| vec![demo().record(|text| format!("/{text}")).write(to)]),
    only("REC009", |to| {
        let write = |text: String| format!("{}\n{text}", text.lines().next().unwrap());
        vec![demo().record(write).write(to)]
    }),
    only("REC010", |to| {
        vec![demo().record(|text| text.replace("RECORD,,", "RECORD,sha256=abc,7")).write(to)]
    }),
];
