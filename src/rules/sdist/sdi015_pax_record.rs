//! SDI015: pax records that unpackers differ about.

use crate::{
    dist::Sdist,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI015",
    name: "sdist-pax-record",
    level: Level::Warning,
    summary: "A pax record is one that unpackers differ about",
    docs: "\
## What is wrong
A pax header for the whole archive sets a path, a link or a size, which only one member can have; or \
a number before a member cannot be read. A size that cannot be read is an error.

## Why it matters
Python applies such a header to all members that follow, other unpackers ignore it. After a size \
such as -5, Python looks for the next member in the middle of this one and loses what follows, or \
refuses the archive.

## Example
`path=demo-1.0/setup.py` in the header that `git archive` writes for a commit's hash.

## How to mend it
Build it again with a build backend: `python -m build --sdist`.

## Source
POSIX `pax`, pax header block and extended header keywords, and https://docs.python.org/3/library/tarfile.html
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    for odd in &sdist.stream.pax {
        let message = "unpackers do not agree on a pax record";
        let finding = match &odd.member {
            Some(member) => report.member(member, message, HINT),
            None => report.file(message, HINT),
        };
        let level = if odd.loses_members { Level::Error } else { Level::Warning };
        finding.level(level).evidence([odd.what.clone()]);
    }
}

const HINT: &str = "build it again with a build backend: `python -m build --sdist`";
