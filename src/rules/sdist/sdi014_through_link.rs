//! SDI014: members behind a link.

use std::collections::HashSet;

use super::plain;
use crate::{
    dist::{Sdist, SourceKind, SourceMember},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI014",
    name: "sdist-through-link",
    level: Level::Warning,
    summary: "A member lies behind a symbolic link",
    docs: "\
## What is wrong
The path of a member leads through another member that is a symbolic link.

## Why it matters
Where the file ends up depends on the unpacker: some follow the link, some replace it by a folder, \
some refuse.

## Example
`demo/vendor -> ../vendor` and `demo/vendor/core.c` in one archive

## How to mend it
Build it again with a build backend: `python -m build --sdist`.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-archive-features
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    let of = |member: &SourceMember| plain(&member.name).to_owned();
    let links: HashSet<String> =
        sdist.members.iter().filter(|member| member.kind == SourceKind::Symlink).map(of).collect();
    if links.is_empty() {
        return;
    }
    for member in &sdist.members {
        let path = plain(&member.name);
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        if let Some(link) = folders.into_iter().find(|folder| links.contains(*folder)) {
            report
                .member(&member.name, "the path leads through a symbolic link", HINT)
                .evidence([format!("link: {link}")]);
        }
    }
}

const HINT: &str = "pack the files or the link, not both";
