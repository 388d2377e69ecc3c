//! ZIP008: end records that contradict the archive.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP008",
    name: "end-record",
    level: Level::Error,
    summary: "The records at the end of the archive are not as its directory is",
    docs: "\
## What is wrong
The end record says how many members there are, where the directory starts and how long it is. \
That is not so; or there are several end records, or ZIP64 end records that contradict each other, \
hold extensible data or lack their locator.

## Why it matters
One reader trusts the number, the next the offset and the third the length: each sees other \
members. PyPI refuses the wheel. (Numbers of disks, and a plain end record that differs from the \
ZIP64 one, are a warning: Python does not look at them.)

## Example
A wheel to which another tool appended a member without counting it.

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.14 to 4.3.16) and pypi/warehouse, \
`warehouse/utils/zipfiles.py`: \"Mismatched central directory records\", \"Mismatched central directory offset\", \"Mis-matched EOCD64 record and locator offset\", \"ZIP64 extensible data not allowed\", \"Malformed zip file\"
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::End,
        level: Level::Error,
        message: "the end of the archive is not as its directory is",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
    Odd {
        oddity: Oddity::EndOther,
        level: Level::Warning,
        message: "the end of the archive says what no reader of wheels goes by",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
}
