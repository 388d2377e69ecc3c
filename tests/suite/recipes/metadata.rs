//! Core metadata.

use super::{Recipe, demo, only};

pub(super) const RECIPES: &[Recipe] = &[
    only("MET001", |to| vec![demo().without("METADATA").write(to)]),
    only("MET002", |to| vec![demo().field("Version", "main").write(to)]),
    only("MET003", |to| vec![demo().field("Version", "1.1").write(to)]),
    only("MET004", |to| vec![demo().field("Metadata-Version", "2.9").write(to)]),
    only("MET005", |to| {
        vec![demo().field("Metadata-Version", "2.1").field("License-Expression", "MIT").write(to)]
    }),
    only("MET006", |to| vec![demo().field("Requires-Python", "3.11+").write(to)]),
    only("MET007", |to| vec![demo().field("Requires-Dist", "numpy @@ 1").write(to)]),
    only("MET008", |to| vec![demo().field("License-File", "LICENSE").write(to)]),
    only("MET009", |to| vec![demo().line("this is no field").write(to)]),
    only("MET010", |to| vec![demo().line("Summary: one").line("Summary: two").write(to)]),
    only("MET011", |to| vec![demo().field("Description-Content-Type", "text/html").write(to)]),
    only("MET012", |to| vec![demo().line("Summery: one").write(to)]),
];
