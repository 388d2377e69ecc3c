//! NAM004: a local version.

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "NAM004",
    name: "local-version",
    level: Level::Error,
    summary: "The version has a local part (`+...`), which PyPI refuses",
    docs: "\
## What is wrong
The version ends in `+` and a label. Such local versions mark builds that differ from the public \
release of the same number, and are for private indexes only.

## Why it matters
PyPI refuses the upload. Often the label comes from the version control system by mistake: the \
build ran on a commit behind the tag, or on a tree with changes.

## Example
`demo-1.0+g1a2b3c4.d20260101-py3-none-any.whl` was built by setuptools-scm from an untagged commit.

## How to mend it
Build from the tagged commit with a clean tree and the full history (`fetch-depth: 0`). For a file \
that is meant for a private index, add `NAM004` to `ignore` in `[tool.relkit.check]`.

## Source
https://packaging.python.org/en/latest/specifications/version-specifiers/#local-version-identifiers
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    if let Some(version) = file.version.filter(|version| version.is_local()) {
        report.file(
            format!("`{version}` is a local version, PyPI takes public ones only"),
            "build from the tagged commit with a clean tree; ignore NAM004 for a private index",
        );
    }
}
