//! SDI013: paths that Windows cannot hold.

use super::plain;
use crate::{
    dist::{Sdist, SourceKind},
    rules::{
        Check, Context, Level, Reporter, Rule,
        paths::{Fault, not_portable},
    },
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI013",
    name: "sdist-path-not-portable",
    level: Level::Info,
    summary: "Windows cannot hold the path of a member, or holds another one",
    docs: "\
## What is wrong
A path has a reserved name (`con`, `nul`, `aux`, `com1` and others, with any ending), one of `< > \
: | ? *` or a quotation mark, or a part that ends in a dot or a space.

## Why it matters
Unpacking fails on Windows, or the file gets another name. It matters where people build there.

## Example
`tests/data/aux.c`

## How to mend it
Rename the file, or exclude it from the source distribution.

## Source
https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    for member in sdist.members.iter().filter(|member| member.kind != SourceKind::Dir) {
        match not_portable(plain(&member.name)) {
            None | Some(Fault::Long(_)) => {}
            Some(fault) => {
                report.member(&member.name, fault.to_string(), "rename or exclude it");
            }
        }
    }
}
