//! SUP003: no classifier for the newest Python.

use super::{classified, requires, speaker};
use crate::{
    model::PythonVersion,
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP003",
    name: "newest-python-unnamed",
    level: Level::Info,
    summary: "The classifiers name Pythons, but not the newest that the release allows",
    docs: "\
## What is wrong
The project lists the Pythons that it supports one by one, `Requires-Python` allows the newest \
released one, and no classifier names it.

## Why it matters
Services that track which packages are ready for a new Python read the classifiers. Without it the \
package counts as not ready, even where its wheels are there.

## Example
Classifiers for 3.10 to 3.14 a month after 3.15 was released.

## How to mend it
Test on the newest Python, then add its classifier in `pyproject.toml`.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#classifier-multiple-use
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    let Some(newest) = context.tables.pythons.released(context.as_of).last() else { return };
    let newest = newest.version;
    let named = classified(metadata);
    let lists = named.iter().any(|version| *version >= PythonVersion::new(3, 2));
    let allowed = requires(metadata).is_none_or(|requires| requires.allows(newest));
    if lists && allowed && !named.contains(&newest) {
        report
            .file(
                format!("no classifier names Python {newest}, which the release allows"),
                format!("add `Programming Language :: Python :: {newest}` once it is tested"),
            )
            .evidence([format!("by {}", dist.file_name)]);
    }
}
