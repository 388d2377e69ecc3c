//! MET014: a classifier that PyPI takes no more.

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET014",
    name: "classifier-deprecated",
    level: Level::Error,
    summary: "A classifier is one that PyPI takes no more",
    docs: "\
## What is wrong
A `Classifier` was given up.

## Why it matters
PyPI refuses the file, also where earlier releases passed with it.

## Example
`Natural Language :: Ukranian`, which became `Natural Language :: Ukrainian`.

## How to mend it
Take the one that the hint names, or remove it. For a licence use `license` under `[project]`.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#classifier-multiple-use, and \
the package trove-classifiers, which PyPI asks
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    for field in file.metadata.classifiers() {
        let Some(row) = context.tables.classifiers.deprecated(&field.value) else { continue };
        let hint = match &row.instead[..] {
            [] => "remove it".to_owned(),
            names => format!("write `{}`", names.join("` or `")),
        };
        let message = format!("PyPI takes the classifier `{}` no more", row.name);
        report.member(file.member, message, hint).evidence([super::at(field)]);
    }
}
