//! SUP008: wheels for Pythons that no classifier names.

use super::{classified, list, requires, speaker};
use crate::{
    model::{AbiTag, PythonTag, PythonVersion},
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP008",
    name: "tag-without-classifier",
    level: Level::Info,
    summary: "The classifiers name Pythons, but not one that has a wheel of its own",
    docs: "\
## What is wrong
The project lists the Pythons that it supports one by one, and a wheel is built for one that is not \
listed. (The newest Python is `SUP003`; abi3 wheels are for many and are not asked.)

## Why it matters
People, the index's search and services that track Pythons read the classifiers, and count the \
package as not ready for a Python that it is built for.

## Example
`demo-1.0-cp314-cp314-win_amd64.whl` with classifiers for 3.12, 3.13 and 3.15.

## How to mend it
Add `Programming Language :: Python :: 3.14` to the classifiers, or do not build the wheel.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#classifier-multiple-use
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    let named = classified(metadata);
    if !named.iter().any(|version| *version >= PythonVersion::new(3, 2)) {
        return;
    }
    let newest = context.tables.pythons.released(context.as_of).last().map(|python| python.version);
    let requires = requires(metadata);
    // What Requires-Python excludes is SUP001's.
    let is_missing = |version: &PythonVersion| {
        !named.contains(version)
            && Some(*version) != newest
            && requires.as_ref().is_none_or(|field| field.allows_some(*version))
    };
    let built = release.wheels().filter_map(|(_, wheel)| wheel.name.as_ref().ok());
    let mut missing: Vec<PythonVersion> = built
        .filter(|name| !name.tags.abis.iter().any(AbiTag::is_stable))
        .flat_map(|name| &name.tags.pythons)
        .filter_map(|tag| match *tag {
            PythonTag::CPython { major, minor: Some(minor) } => {
                Some(PythonVersion::new(major, minor))
            }
            _ => None,
        })
        .filter(is_missing)
        .collect();
    missing.sort();
    missing.dedup();
    if !missing.is_empty() {
        let versions = list(&missing);
        report
            .file(
                format!("there are wheels for {versions}, which no classifier names"),
                format!("add the classifiers for {versions}, or do not build these wheels"),
            )
            .evidence([format!("by {}", dist.file_name)]);
    }
}
