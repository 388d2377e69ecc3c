//! IDX001: an index that states another Requires-Python than the file.

use std::collections::BTreeSet;

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "IDX001",
    name: "index-requires-python-differs",
    level: Level::Warning,
    summary: "The index states another `Requires-Python` than the file",
    docs: "\
## What is wrong
The index's page of the project states a `requires-python` for the file that is not the \
`Requires-Python` of its metadata.

## Why it matters
Installers decide by the page whether a Python takes the file, and never open those that it excludes. \
A file that the page lets through is downloaded and refused; one that the page excludes is not found.

## Example
PyPI keeps one `Requires-Python` for a release, that of its first upload: wheels of a later upload with \
`>=3.10` are offered to Python 3.9 as well.

## How to mend it
Build all files of a release from one commit, so that they agree. On an index of your own, let it \
write its pages anew.

## Source
https://packaging.python.org/en/latest/specifications/simple-repository-api/#base-html-api
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(stated) = file.stated else { return };
    let written = file.metadata.requires_python().map_or("", |field| field.value.as_str());
    let index = stated.requires_python.as_deref().unwrap_or_default();
    if clauses(index) != clauses(written) {
        report
            .member(
                file.member,
                "the index states another `Requires-Python` than the metadata",
                "build all files of a release from one commit; installers go by the index",
            )
            .evidence([
                format!("index: {}", shown(index)),
                format!("metadata: {}", shown(written)),
            ]);
    }
}

/// The clauses in one order and without spaces: indexes and backends differ in both.
fn clauses(text: &str) -> BTreeSet<String> {
    let clauses = text.split(',').map(|clause| clause.split_whitespace().collect::<String>());
    clauses.filter(|clause| !clause.is_empty()).collect()
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

#[cfg(test)]
mod tests {
    use super::clauses;

    #[test]
    fn spelling_makes_no_difference() {
        assert_eq!(clauses(">= 3.9 ,<4"), clauses("<4,>=3.9"));
        assert_eq!(clauses(""), clauses(" , "));
        assert_ne!(clauses(">=3.9"), clauses(">=3.10"));
    }
}
