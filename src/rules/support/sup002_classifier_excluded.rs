//! SUP002: classifiers for Pythons that Requires-Python excludes.

use super::{classified, list, requires, speaker};
use crate::{
    model::{PythonVersion, RequiresPython},
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP002",
    name: "classifier-excluded",
    level: Level::Warning,
    summary: "A classifier names a Python that `Requires-Python` excludes",
    docs: "\
## What is wrong
`Programming Language :: Python :: 3.8` says that 3.8 is supported, and `Requires-Python: >=3.9` \
that it is not. So do `Python :: 2` and `Python :: 2 :: Only` where no Python 2 is allowed.

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
    let mut versions = classified(metadata);
    versions.retain(|version| !requires.allows_some(*version));
    let mut excluded = Vec::new();
    for major in [2, 3] {
        let this = format!("Programming Language :: Python :: {major}");
        let is_named = metadata.classifiers().any(|field| {
            field.value.strip_prefix(&this).is_some_and(|end| matches!(end, "" | " :: Only"))
        });
        if is_named && !allows_major(&requires, major) {
            excluded.push(major.to_string());
        }
    }
    if !versions.is_empty() {
        excluded.push(list(&versions));
    }
    if !excluded.is_empty() {
        let versions = excluded.join(", ");
        report
            .file(
                format!("classifiers name {versions}, `Requires-Python: {requires}` excludes it"),
                format!("remove from pyproject.toml the classifiers for {versions}"),
            )
            .evidence([format!("by {}", dist.file_name)]);
    }
}

/// Whether some Python of the major version is allowed.
fn allows_major(requires: &RequiresPython, major: u8) -> bool {
    /// More feature releases than the tables will ever hold.
    const LAST: u8 = 40;
    (0..=LAST).any(|minor| requires.allows_some(PythonVersion::new(major, minor)))
}
