//! MET009: metadata with text that is no field.

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET009",
    name: "metadata-malformed",
    level: Level::Warning,
    summary: "The metadata has lines that cannot be read",
    docs: "\
## What is wrong
Core metadata is UTF-8 text: lines `Name: value`, then an empty line and the description. Some lines \
are nothing of the kind.

## Why it matters
Readers stop at the first such line or skip it: fields behind it are lost, often the dependencies. \
PyPI refuses text that is not UTF-8, in the description too; that is an error. So is metadata of more \
fields or bytes than relkit reads, for what it says of the file is not all.

## Example
A summary of two lines whose second line is not indented.

## How to mend it
Find the text in `pyproject.toml` or `setup.cfg`, keep one-line fields on one line, save the file as \
UTF-8, and build again.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let headers = &file.metadata.headers;
    if let Some(cut) = &headers.cut {
        report
            .member(
                file.member,
                "the metadata was not read to its end",
                "shorten the description, or remove fields: the rest is not checked",
            )
            .level(Level::Error)
            .evidence([format!("line {}: {}", cut.line, cut.what)]);
    }
    let defects = &headers.defects;
    if !defects.is_empty() {
        let finding = report
            .member(
                file.member,
                "there is text that is no field",
                "keep one-line fields on one line, save the source as UTF-8, build again",
            )
            .evidence(
                defects.iter().map(|defect| format!("line {}: {}", defect.line, defect.what)),
            );
        if defects.iter().any(|defect| defect.what.ends_with("is no UTF-8")) {
            finding.level(Level::Error);
        }
    }
}
