//! MET005: a field that the metadata's version does not have yet.

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET005",
    name: "field-before-its-version",
    level: Level::Error,
    summary: "A field is newer than the `Metadata-Version`",
    docs: "\
## What is wrong
The metadata uses a field that was introduced by a later version of the format than it declares.

## Why it matters
PyPI checks metadata against the version that it declares and refuses the file; other readers do \
not see the field.

## Example
`License-Expression: MIT` under `Metadata-Version: 2.1`; the field came with 2.4.

## How to mend it
Update the build backend, which then declares the newer version. `License-File` is left alone: \
setuptools wrote it for years before 2.4 made it a standard.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/
",
    check: Check::Metadata(check),
};

/// The fields that came after 1.0, by the specification's history.
const SINCE: [(&str, (u32, u32)); 16] = [
    ("Classifier", (1, 1)),
    ("Download-URL", (1, 1)),
    ("Maintainer", (1, 2)),
    ("Maintainer-email", (1, 2)),
    ("Requires-Dist", (1, 2)),
    ("Requires-Python", (1, 2)),
    ("Requires-External", (1, 2)),
    ("Provides-Dist", (1, 2)),
    ("Obsoletes-Dist", (1, 2)),
    ("Project-URL", (1, 2)),
    ("Description-Content-Type", (2, 1)),
    ("Provides-Extra", (2, 1)),
    ("Dynamic", (2, 2)),
    ("License-Expression", (2, 4)),
    ("Import-Name", (2, 5)),
    ("Import-Namespace", (2, 5)),
];

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(declared) = super::declared(file) else { return };
    for (name, since) in SINCE {
        let Some(field) = file.metadata.headers.get(name) else { continue };
        if declared < since {
            let ((major, minor), (own_major, own_minor)) = (since, declared);
            report
                .member(
                    file.member,
                    format!("`{name}` came with metadata {major}.{minor}, this is {own_major}.{own_minor}"),
                    "update the build backend, which then declares the newer version",
                )
                .evidence([super::at(field)]);
        }
    }
}
