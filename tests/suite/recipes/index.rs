//! What an index states, against the files.

use std::path::Path;

use super::{Recipe, demo, only, sdist};

/// Where a recipe writes what the index says.
pub(super) const PAGE: &str = "simple.json";

pub(super) const RECIPES: &[Recipe] = &[
    only("IDX001", |to| {
        page(to, &[("demo-1.0-py3-none-any.whl", r#""requires-python": ">=3.10""#)]);
        vec![demo().write(to)]
    }),
    only("IDX002", |to| {
        let digest = "00".repeat(32);
        let more =
            format!(r#""requires-python": ">=3.11", "core-metadata": {{"sha256": "{digest}"}}"#);
        page(to, &[("demo-1.0-py3-none-any.whl", &more)]);
        vec![demo().write(to)]
    }),
    only("IDX003", |to| {
        let python = r#""requires-python": ">= 3.11""#;
        let yanked = format!(r#"{python}, "yanked": "broken on Windows""#);
        page(to, &[("demo-1.0-py3-none-any.whl", &yanked), ("demo-1.0.tar.gz", python)]);
        vec![demo().write(to), sdist().write(to)]
    }),
    only("IDX004", |to| {
        let more = r#""requires-python": ">=3.11", "size": 7"#;
        page(to, &[("demo-1.0-py3-none-any.whl", more)]);
        vec![demo().write(to)]
    }),
];

/// Writes what the index says of files: the fields of each beside its name.
fn page(to: &Path, files: &[(&str, &str)]) {
    let file = |(name, more): &(&str, &str)| format!(r#"{{"filename": "{name}", {more}}}"#);
    let files: Vec<String> = files.iter().map(file).collect();
    std::fs::write(to.join(PAGE), format!(r#"{{"files": [{}]}}"#, files.join(", "))).unwrap();
}
