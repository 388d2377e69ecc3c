//! MET004: a version of the metadata format that PyPI does not take.

use jiff::civil::{Date, date};

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET004",
    name: "metadata-version-unknown",
    level: Level::Error,
    summary: "PyPI does not know this `Metadata-Version`",
    docs: "\
## What is wrong
`Metadata-Version` is none that PyPI takes. The list stands in `matrices/index_rules.toml` with its \
date.

## Why it matters
PyPI refuses the file. Installers refuse a greater major version than they know. A wheel with 2.0 \
that is older than PyPI's refusal was taken and is installed still: that is a warning.

## Example
`Metadata-Version: 2.0` comes from a draft that was given up.

## How to mend it
Update the build backend, and twine, which must know the version too.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#metadata-version
",
    check: Check::Metadata(check),
};

/// The number of the draft that wheels carried until 2018.
const DRAFT: &str = "2.0";
/// The day on which it was seen that PyPI refuses it (warehouse issue 17168).
const REFUSED: Date = date(2024, 11, 25);

fn check(file: &MetadataFile<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(field) = file.metadata.metadata_version() else { return };
    let known = &context.tables.index.metadata_versions;
    if !known.contains(&field.value) {
        let found = super::first_line(&field.value);
        let finding = report
            .member(
                file.member,
                format!("PyPI does not take `Metadata-Version: {found}`"),
                format!("update the build backend; known are {}", known.join(", ")),
            )
            .evidence([format!("by its rules of {}", context.tables.index.as_of)]);
        if let Some(wheel) = file.wheel.filter(|_| field.value == DRAFT) {
            finding.warning_if_built_before(wheel, REFUSED);
        }
    }
}
