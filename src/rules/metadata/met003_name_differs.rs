//! MET003: metadata that names another project or version than the file name.

use crate::{
    model::{ProjectName, Version},
    rules::{Check, Context, Level, MetadataFile, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET003",
    name: "metadata-differs-from-name",
    level: Level::Error,
    summary: "`Name` or `Version` is not that of the file name",
    docs: "\
## What is wrong
The file name and the metadata inside name different projects or versions.

## Why it matters
PyPI refuses the file. pip chooses by the file name, reads the metadata after the download, and \
gives up with an error about inconsistent metadata.

## Example
`demo-1.1-py3-none-any.whl` with `Version: 1.0`: the file was renamed.

## How to mend it
Never rename to change name or version. Set them in the source and build again.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#version
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let hint = "set name and version in the source and build again; do not rename the file";
    let mut differs = |what: &str, inside: &str, outside: String| {
        report
            .member(file.member, format!("`{what}: {inside}` is not that of the file name"), hint)
            .evidence([format!("file name: {outside}"), format!("metadata: {inside}")]);
    };
    if let (Some(outside), Some(field)) = (file.name, file.metadata.name())
        && let Ok(inside) = field.value.parse::<ProjectName>()
        && inside != *outside
    {
        differs("Name", &field.value, outside.normalized());
    }
    if let (Some(outside), Some(field)) = (file.version, file.metadata.version())
        && let Ok(inside) = field.value.parse::<Version>()
        && inside != *outside
    {
        differs("Version", &field.value, outside.to_string());
    }
}
