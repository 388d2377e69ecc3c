//! MET023: a description without its type, or a type without a description.

use super::speaker;
use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET023",
    name: "description-type",
    level: Level::Info,
    summary: "The description has no content type, or the content type no description",
    docs: "\
## What is wrong
There is a description without `Description-Content-Type`, which PyPI then reads as \
reStructuredText; or there is a content type and the description is empty, which is a warning.

## Why it matters
Markdown that is read as reStructuredText looks wrong or is refused. An empty description leaves \
the project's page empty.

## Example
`long_description = open(\"README.md\").read()` without `long_description_content_type`.

## How to mend it
Set `readme = \"README.md\"` under `[project]`; the backend writes both.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#description-content-type
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    let named = metadata.description_content_type().is_some_and(|field| !field.value.is_empty());
    let text = metadata.description().map(str::trim).filter(|text| *text != "UNKNOWN");
    let empty = text.is_none_or(str::is_empty);
    let hint = "set readme = \"README.md\" under [project]";
    let by = [format!("by {}", dist.file_name)];
    if named && empty {
        let message = "there is a content type, and the description is empty";
        report.file(message, hint).level(Level::Warning).evidence(by);
    } else if !named && !empty {
        let message = "the description has no content type: PyPI reads it as reStructuredText";
        report.file(message, hint).evidence(by);
    }
}
