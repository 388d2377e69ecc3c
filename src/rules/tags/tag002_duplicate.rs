//! TAG002: a tag that stands twice in a compressed set.

use std::fmt::Display;

use super::with_tags;
use crate::{
    model::WheelName,
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG002",
    name: "tag-twice",
    level: Level::Warning,
    summary: "A tag stands twice in a compressed tag set",
    docs: "\
## What is wrong
A part of the file name names the same tag more than once.

## Why it matters
It does no harm to installers, and is always the trace of a script that puts names together: the \
tag that was meant is often missing.

## Example
`demo-1.0-cp312.cp312-abi3-win_amd64.whl`

## How to mend it
Look up which tag was meant, and rename the file with `wheel tags`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#compressed-tag-sets
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    let mut once = name.tags.clone();
    let twice: Vec<String> =
        [dedup(&mut once.pythons), dedup(&mut once.abis), dedup(&mut once.platforms)].concat();
    if let Some(tag) = twice.first() {
        report
            .file(
                format!("`{tag}` stands twice in the tags"),
                format!(
                    "name the tag that was meant, or rename it to `{}`",
                    with_tags(name, &once)
                ),
            )
            .evidence([&name.tags]);
    }
}

/// Keeps the first of equal tags and returns the others.
fn dedup<T: Display + PartialEq>(tags: &mut Vec<T>) -> Vec<String> {
    let mut twice = Vec::new();
    let mut index = 0;
    while index < tags.len() {
        if tags[..index].contains(&tags[index]) {
            twice.push(tags.remove(index).to_string());
        } else {
            index += 1;
        }
    }
    twice
}
