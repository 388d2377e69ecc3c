//! Core metadata.

use super::{Recipe, demo, only};
use crate::support::wheel::Wheel;

/// With the text of the licence, which a named licence wants.
fn licensed() -> Wheel {
    demo().file("demo-1.0.dist-info/licenses/LICENSE", b"MIT").field("License-File", "LICENSE")
}

fn described(kind: &str, text: &str) -> Wheel {
    demo().field("Description-Content-Type", kind).field("Description", text)
}

pub(super) const RECIPES: &[Recipe] = &[
    only("MET001", |to| vec![demo().without("METADATA").write(to)]),
    only("MET002", |to| vec![demo().field("Version", "main").write(to)]),
    only("MET003", |to| vec![demo().field("Version", "1.1").write(to)]),
    only("MET004", |to| vec![demo().field("Metadata-Version", "2.9").write(to)]),
    only("MET005", |to| {
        vec![demo().field("Metadata-Version", "2.1").field("Dynamic", "Summary").write(to)]
    }),
    only("MET006", |to| vec![demo().field("Requires-Python", "3.11+").write(to)]),
    only("MET007", |to| vec![demo().field("Requires-Dist", "numpy @@ 1").write(to)]),
    only("MET008", |to| vec![demo().field("License-File", "LICENSE").write(to)]),
    only("MET009", |to| vec![demo().line(": nameless").write(to)]),
    only("MET010", |to| vec![demo().line("Summary: one").line("Summary: two").write(to)]),
    only("MET011", |to| vec![demo().line("Provides-Extra: -a").write(to)]),
    only("MET012", |to| vec![demo().line("Summery: one").write(to)]),
    only("MET013", |to| vec![demo().field("Classifier", "Topic :: Utilites").write(to)]),
    only("MET014", |to| vec![demo().field("Classifier", "Natural Language :: Ukranian").write(to)]),
    only("MET015", |to| vec![licensed().field("License-Expression", "BSD-5-Clause").write(to)]),
    only("MET016", |to| {
        vec![licensed().field("License-Expression", "MIT").field("License", "MIT").write(to)]
    }),
    only("MET017", |to| vec![demo().field("Project-URL", "Source, example.invalid/x").write(to)]),
    only("MET018", |to| vec![demo().field("Author-email", "nobody").write(to)]),
    only("MET019", |to| vec![demo().field("Requires-Dist", "pytest; extra == \"test\"").write(to)]),
    only("MET020", |to| {
        vec![demo().field("Requires-Dist", "pywin32; sys_platform == 'windows'").write(to)]
    }),
    only("MET021", |to| vec![demo().field("Requires-Dist", "Demo>=0.9").write(to)]),
    only("MET022", |to| vec![demo().field("License", "MIT").write(to)]),
    only("MET023", |to| vec![demo().field("Description-Content-Type", "text/markdown").write(to)]),
    // That the rest of the description was not checked is said each time.
    only("MET024", |to| vec![described("text/x-rst", ".. toctree::").write(to)]).also(&["MET025"]),
    only("MET025", |to| vec![described("text/x-rst", "*text*").write(to)]),
    only("MET026", |to| vec![described("text/markdown", "[a](b.md)").write(to)]),
];
