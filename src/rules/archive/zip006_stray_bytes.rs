//! ZIP006: bytes that belong to no record.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP006",
    name: "stray-bytes",
    level: Level::Error,
    summary: "The archive has bytes that belong to none of its members",
    docs: "\
## What is wrong
Before the first member, between two records, or behind the end there are bytes that no record of \
the archive accounts for; or a whole member stands there that the directory does not name.

## Why it matters
Readers that go from start to end stop there, or see another member; readers that start at the \
directory skip it. What is hidden so escapes every scanner that reads the other way. PyPI refuses \
the wheel.

## Example
Two archives one behind the other; a self-extracting archive; a line feed that a text-mode \
transfer added.

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.1, 4.3.6) and pypi/warehouse, \
`warehouse/utils/zipfiles.py`: \"Unknown record signature\", \"Trailing data\", \"Filename not in central directory\"
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Stray,
        level: Level::Error,
        message: "bytes of the archive belong to none of its members",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
}
