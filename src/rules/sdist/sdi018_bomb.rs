//! SDI018: source distributions that are bombs.

use crate::{
    dist::Sdist,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI018",
    name: "sdist-bomb",
    level: Level::Warning,
    summary: "The source distribution inflates out of all proportion",
    docs: "\
## What is wrong
The archive inflates to more than 64 MiB, and to more than 50 times its own size.

## Why it matters
PyPI refuses wheels and zip archives like that. It has no such bound for `.tar.gz`; scanners and \
mirrors have, and whoever builds from it needs the room.

## Example
A file of zeros that was packed by mistake, such as a disk image for a test.

## How to mend it
Leave out the file that compresses so well, or create it when it is needed.

## Source
pypi/warehouse, docs/user/project-management/storage-limits.md and pypi/warehouse, `warehouse/forklift/legacy.py`: \
\"File exceeds compression ratio of 50\"
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(inflated) = sdist.stream.bomb else { return };
    let largest = sdist.members.iter().max_by_key(|member| member.size);
    let largest = largest.map(|member| format!("largest: {}, {} bytes", member.name, member.size));
    report
        .file("the archive inflates to over 50 times its size", HINT)
        .evidence([format!("inflated: {inflated} bytes")].into_iter().chain(largest));
}

const HINT: &str = "leave out the file that inflates so much, and build again";
