//! Tags.

use super::{Recipe, demo, only};

pub(super) const RECIPES: &[Recipe] = &[
    only("TAG001", |to| vec![demo().tag("py3.py2-none-any").write(to)]),
    only("TAG002", |to| vec![demo().tag("py3.py3-none-any").write(to)]),
    only("TAG003", |to| vec![demo().native("cp315t-cp315t-win_amd64").write(to)]),
    only("TAG004", |to| vec![demo().native("cp312-abi4-win_amd64").write(to)]),
    only("TAG005", |to| vec![demo().native("cp312-cp313-win_amd64").write(to)]),
    only("TAG006", |to| vec![demo().native("py3-abi3-win_amd64").write(to)]),
    only("TAG007", |to| vec![demo().native("cp314-abi3.abi3t-win_amd64").write(to)]),
    only("TAG008", |to| vec![demo().native("cp315-abi3t-win_amd64").write(to)]),
    only("TAG009", |to| vec![demo().native("cp312-cp312-linux_x86_64").write(to)]),
    only("TAG010", |to| vec![demo().native("cp312-cp312-macosx_10_9_arm64").write(to)]),
    only("TAG011", |to| {
        let wheel = demo().native("cp38-abi3-manylinux_2_17_x86_64");
        let wheel = wheel.field("Requires-Python", ">=3.8");
        vec![wheel.write(to)]
    })
    .also(&["SUP004"]),
    only("TAG012", |to| vec![demo().native("cp313.cp314-cp313.cp314-win_amd64").write(to)]),
];
