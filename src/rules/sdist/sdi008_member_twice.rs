//! SDI008: members of one path.

use std::collections::BTreeMap;

use super::plain;
use crate::{
    dist::{Sdist, SourceKind},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI008",
    name: "sdist-member-twice",
    level: Level::Warning,
    summary: "A path stands twice in the source distribution",
    docs: "\
## What is wrong
Two members of the archive have the same path, and they are no folders.

## Why it matters
Unpackers take the last one, tools that look for a single file often the first: what is looked at \
is not what is built.

## Example
`tar -r` adds a second `PKG-INFO` and leaves the first.

## How to mend it
Build it again with a build backend: `python -m build --sdist`.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-archive-features
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for member in sdist.members.iter().filter(|member| member.kind != SourceKind::Dir) {
        *counts.entry(plain(&member.name)).or_default() += 1;
    }
    for (path, count) in counts.into_iter().filter(|(_, count)| *count > 1) {
        report.member(path, format!("the path stands {count} times in the archive"), HINT);
    }
}

const HINT: &str = "build it again with a build backend: `python -m build --sdist`";
