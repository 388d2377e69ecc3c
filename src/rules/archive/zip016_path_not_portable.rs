//! ZIP016: paths that Windows cannot hold.

use crate::{
    dist::Wheel,
    rules::{
        Check, Context, Level, Reporter, Rule,
        archive::{on, windows},
        paths::{Fault, not_portable},
    },
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP016",
    name: "path-not-portable",
    level: Level::Warning,
    summary: "Windows cannot hold the path of a member, or holds another one",
    docs: "\
## What is wrong
A wheel that is installed on Windows has a path with a reserved name (`con`, `nul`, `aux`, `com1` \
and others, with any ending), with one of `< > : | ? *` or a quotation mark, with a part that ends \
in a dot or a space, or so long that it exceeds 260 characters where it is installed (info).

## Why it matters
Installing fails, or the file gets another name: Windows drops dots and spaces at the end, opens a \
device for a reserved name, and writes what follows `:` into an alternate data stream.

## Example
`demo/aux.py`, `demo/12:30.txt`

## How to mend it
Rename the file. For long paths, shorten the names of folders.

## Source
https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    if !on(wheel, windows) {
        return;
    }
    let only = wheel.name.as_ref().is_ok_and(|name| name.tags.platforms.iter().all(windows));
    for member in wheel.files() {
        if let Some(fault) = not_portable(&member.name) {
            let level = match fault {
                Fault::Character(_) if only => Level::Error,
                Fault::Long(_) => Level::Info,
                _ => Level::Warning,
            };
            report.member(&member.name, fault.to_string(), "rename it").level(level);
        }
    }
}
