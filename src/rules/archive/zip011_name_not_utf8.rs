//! ZIP011: names that are no UTF-8.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP011",
    name: "name-not-utf8",
    level: Level::Error,
    summary: "The name of a member is no UTF-8, or is not marked as such",
    docs: "\
## What is wrong
Names of members are UTF-8, and flag bit 11 says so. This name is of another encoding, or lacks \
the flag, so that readers take it for code page 437.

## Why it matters
The file is installed under a garbled name, another one by each tool. PyPI refuses the wheel.

## Example
A wheel zipped by hand on a system with another encoding.

## How to mend it
Use ASCII names where you can; else build the wheel with a build backend.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.4.4, appendix D) and pypi/warehouse, \
`warehouse/utils/zipfiles.py`: \"Filename not unicode\", \"Filename not in central directory\"
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Name,
        level: Level::Error,
        message: "the name of a member is not marked and valid UTF-8",
        hint: "rename the file to ASCII, or build the wheel with a build backend",
    }
    .report(wheel, report);
}
