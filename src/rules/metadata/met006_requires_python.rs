//! MET006: Requires-Python that cannot be read.

use crate::{
    model::RequiresPython,
    rules::{Check, Context, Level, MetadataFile, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET006",
    name: "requires-python-invalid",
    level: Level::Error,
    summary: "`Requires-Python` is no version specifier",
    docs: "\
## What is wrong
`Requires-Python` is a list of comparisons such as `>=3.9` or `>=3.9,!=3.12.0`. This one cannot be \
read.

## Why it matters
PyPI refuses the file. Installers that cannot read it skip the file or ignore the field, so that \
old Pythons get a release that does not run there.

## Example
`Requires-Python: 3.9+` should be `>=3.9`; `>=3.*` should be `>=3`.

## How to mend it
Correct `requires-python` under `[project]` in `pyproject.toml` and build again.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#requires-python
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(field) = file.metadata.requires_python() else { return };
    if let Err(error) = field.value.parse::<RequiresPython>() {
        let hint = "write requires-python in pyproject.toml as comparisons, such as `>=3.9`";
        report.member(file.member, error.to_string(), hint).evidence([super::at(field)]);
    }
}
