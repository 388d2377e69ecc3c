//! MET012: a field that the specification does not have.

use super::fields::known;
use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule, count};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET012",
    name: "field-unknown",
    level: Level::Warning,
    summary: "The metadata has a field that the specification does not have",
    docs: "\
## What is wrong
The name of a field is none of the core metadata specification.

## Why it matters
Readers skip the field, and strict ones, such as packaging when it validates, refuse the metadata. \
A misspelt field is lost without a word.

## Example
`Summery: tools for demos`, or `Require-Dist: numpy`.

## How to mend it
Correct the name where the metadata is written. What the specification has no field for belongs into \
`Project-URL`, `Keywords` or the description.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let fields = file.metadata.headers.fields.iter();
    let unknown: Vec<_> = fields.filter(|field| known(&field.name).is_none()).collect();
    if !unknown.is_empty() {
        report
            .member(
                file.member,
                format!("{} unknown to the specification", count(unknown.len(), "field")),
                "correct the name of the field, or leave it out",
            )
            .evidence(unknown.into_iter().map(super::at));
    }
}
