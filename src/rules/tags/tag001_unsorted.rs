//! TAG001: a compressed tag set that is not sorted.

use std::fmt::Display;

use super::with_tags;
use crate::{
    model::WheelName,
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG001",
    name: "tags-not-sorted",
    level: Level::Info,
    summary: "The tags of a compressed tag set are not in order",
    docs: "\
## What is wrong
Where a part of the file name holds several tags joined by `.`, they should be sorted as texts.

## Why it matters
The same wheel gets two file names, by order alone. Indexes keep both, lock files change for no \
reason, and strict readers refuse the name.

## Example
`manylinux_2_17_x86_64.manylinux2014_x86_64` should be \
`manylinux2014_x86_64.manylinux_2_17_x86_64`: in ASCII digits come before `_`.

## How to mend it
Rename the file: the order has no other meaning, and the `Tag` lines in `WHEEL` stay as they are. \
Current releases of auditwheel sort by themselves.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#compressed-tag-sets
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    let mut sorted = name.tags.clone();
    sort(&mut sorted.pythons);
    sort(&mut sorted.abis);
    sort(&mut sorted.platforms);
    if sorted != name.tags {
        report.file(
            format!("the compressed tag set `{}` is not sorted", name.tags),
            format!("rename the file to `{}`", with_tags(name, &sorted)),
        );
    }
}

fn sort<T: Display>(tags: &mut [T]) {
    tags.sort_by_cached_key(ToString::to_string);
}
