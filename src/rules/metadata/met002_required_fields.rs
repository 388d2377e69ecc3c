//! MET002: required fields that are missing or invalid.

use crate::{
    dist::Field,
    model::{ProjectName, Version},
    rules::{Check, Context, Level, MetadataFile, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET002",
    name: "required-field",
    level: Level::Error,
    summary: "`Metadata-Version`, `Name` or `Version` is missing or invalid",
    docs: "\
## What is wrong
Core metadata must have the fields `Metadata-Version`, `Name` and `Version`, once each. One is \
missing, stands several times, or is no valid name or version.

## Why it matters
PyPI refuses the file. Installers fail, or call the project UNKNOWN.

## Example
`Version: main`, or no `Name` from a setuptools that is too old to read `pyproject.toml`.

## How to mend it
Set `name` and `version` under `[project]` in `pyproject.toml`, update the backend, build again.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut wrong = |name: &str, valid: fn(&str) -> bool| {
        let fields: Vec<&Field> = file.metadata.headers.all(name).collect();
        let message = match &fields[..] {
            [] => format!("`{name}` is missing"),
            [field] if valid(&field.value) => return,
            [field] => format!("`{name}: {}` is not valid", super::first_line(&field.value)),
            _ => format!("`{name}` stands {} times", fields.len()),
        };
        let hint = "set it under [project] in pyproject.toml, update the backend, build again";
        report.member(file.member, message, hint).evidence(fields.iter().map(|f| super::at(f)));
    };
    wrong("Metadata-Version", |_| true);
    wrong("Name", |text| text.parse::<ProjectName>().is_ok());
    wrong("Version", |text| text.parse::<Version>().is_ok());
}
