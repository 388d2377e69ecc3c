//! SUP002: classifiers for Pythons that Requires-Python excludes.

use super::{classified, list, requires, speaker};
use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP002",
    name: "classifier-excluded",
    level: Level::Warning,
    summary: "A classifier names a Python that `Requires-Python` excludes",
    docs: "\
## What is wrong
`Programming Language :: Python :: 3.8` says that 3.8 is supported, and `Requires-Python: >=3.9` \
that it is not.

## Why it matters
Installers follow `Requires-Python`. People, the index's search and tools that plan migrations read \
the classifiers, and are told something that is not true.

## Example
A Python was dropped from `requires-python` and not from `classifiers`.

## How to mend it
Remove the classifier from `pyproject.toml`, or allow the Python again.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#classifier-multiple-use
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    let Some(requires) = requires(metadata) else { return };
    let mut excluded = classified(metadata);
    excluded.retain(|version| !requires.allows_some(*version));
    if !excluded.is_empty() {
        let versions = list(&excluded);
        report
            .file(
                format!("classifiers name {versions}, `Requires-Python: {requires}` excludes it"),
                format!("remove from pyproject.toml the classifiers for {versions}"),
            )
            .evidence([format!("by {}", dist.file_name)]);
    }
}
