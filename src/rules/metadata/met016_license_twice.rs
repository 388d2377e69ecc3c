//! MET016: two statements of the licence.

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET016",
    name: "license-twice",
    level: Level::Error,
    summary: "The licence is stated in two ways",
    docs: "\
## What is wrong
Beside `License-Expression` there is the older `License` field, or a classifier `License ::`.

## Why it matters
PyPI refuses a file with both fields. With a classifier beside the expression it is taken (information), and build backends refuse to build it.

## Example
`license = \"MIT\"` in `pyproject.toml`, and `License :: OSI Approved :: MIT License` among the \
classifiers.

## How to mend it
Keep the expression. Remove the classifier, and `license` from `setup.py` or `setup.cfg`.

## Source
https://peps.python.org/pep-0639/#deprecate-license-classifiers
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(expression) = file.metadata.license_expression() else { return };
    if let Some(field) = file.metadata.license().filter(|field| !field.value.is_empty()) {
        let message = "there are both `License` and `License-Expression`";
        let hint = "keep the expression, remove the text from setup.py or setup.cfg";
        report.member(file.member, message, hint).evidence([expression, field].map(super::at));
    }
    let mut classifiers = file
        .metadata
        .classifiers()
        .filter(|field| field.value.starts_with("License ::"))
        .peekable();
    if classifiers.peek().is_some() {
        let message = "there is a licence classifier beside `License-Expression`";
        report
            .member(file.member, message, "keep the expression, remove the classifier")
            .level(Level::Info)
            .evidence(classifiers.map(super::at));
    }
}
