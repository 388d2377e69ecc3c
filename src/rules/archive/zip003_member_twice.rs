//! ZIP003: two members of one path.

use std::collections::BTreeMap;

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP003",
    name: "member-twice",
    level: Level::Error,
    summary: "A path stands twice in the archive",
    docs: "\
## What is wrong
Two members of the archive have the same path.

## Why it matters
Some tools take the first and some the last, so that a scanner may see another file than the one \
that is installed. PyPI refuses the wheel.

## Example
`zip -g` or Python's `zipfile` in mode `a` adds a second `METADATA` and leaves the first.

## How to mend it
Build it again, or run `wheel unpack FILE` and `wheel pack FOLDER` after a look at both members.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for member in &wheel.members {
        *counts.entry(&member.name).or_default() += 1;
    }
    for (path, count) in counts.into_iter().filter(|(_, count)| *count > 1) {
        let hint = "build it again, and do not add files to a finished wheel";
        report.member(path, format!("the path stands {count} times in the archive"), hint);
    }
}
