//! SDI010: hard links without target.

use std::collections::HashSet;

use super::plain;
use crate::{
    dist::{Sdist, SourceKind},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI010",
    name: "sdist-hard-link",
    level: Level::Error,
    summary: "A hard link points to no file before it",
    docs: "\
## What is wrong
A hard link names a member that is not in the archive, or that comes later.

## Why it matters
Unpacking fails, and with it every build from the source distribution.

## Example
Two hard-linked files of which one is excluded.

## How to mend it
Pack the file itself: `python -m build --sdist` on a tree without hard links.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-archive-features
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut seen = HashSet::new();
    for member in &sdist.members {
        if let (SourceKind::Hardlink, Some(link)) = (member.kind, &member.link)
            && !seen.contains(plain(link))
        {
            let shown: String = link.chars().take(100).collect();
            report
                .member(&member.name, "the hard link points to no file before it", HINT)
                .evidence([format!("target: {shown}")]);
        }
        seen.insert(plain(&member.name));
    }
}

const HINT: &str = "pack the file itself instead of the link";
