//! MET005: a field that the metadata's version does not have yet.

use super::fields::{FIELDS, Known, LICENSE_FILE};
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

fn check(file: &MetadataFile<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(declared) = super::declared(file) else { return };
    // A version that is none is MET004, and says nothing of the fields.
    let version = file.metadata.metadata_version().map(|field| &field.value);
    if version.is_some_and(|it| !context.tables.index.metadata_versions.contains(it)) {
        return;
    }
    for Known { name, since, .. } in &FIELDS {
        let Some(field) = file.metadata.headers.get(name) else { continue };
        if declared < *since && *name != LICENSE_FILE {
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
