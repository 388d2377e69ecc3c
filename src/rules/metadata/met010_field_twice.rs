//! MET010: a field that stands twice and may stand once.

use super::fields::FIELDS;
use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET010",
    name: "field-given-twice",
    level: Level::Error,
    summary: "A field that may be given once is there several times",
    docs: "\
## What is wrong
Fields such as `Classifier` and `Requires-Dist` may stand several times, the others once. One of \
those is there again, or the description is both a field and the body.

## Why it matters
PyPI refuses the file. Of two values of `Requires-Python` some tools take the first and some the last.

## Example
`Requires-Python: >=3.9` and, further down, `Requires-Python: >=3.8`.

## How to mend it
Find out what writes the field a second time, mostly a script that edits the metadata after the \
build, and build again without it.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let hint = "find what writes it a second time, and build again without";
    let headers = &file.metadata.headers;
    for known in FIELDS.iter().filter(|field| !field.many) {
        let given: Vec<String> = headers.all(known.name).map(super::at).collect();
        if given.len() > 1 {
            let message = format!("`{}` is given {} times", known.name, given.len());
            report.member(file.member, message, hint).evidence(given);
        }
    }
    if let (Some(field), Some(_)) = (headers.get("Description"), &headers.body) {
        let message = "the description is given twice, as a field and as the body";
        report.member(file.member, message, hint).evidence([super::at(field)]);
    }
}
