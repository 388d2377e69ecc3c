//! ZIP010: comments of members.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP010",
    name: "member-comment",
    level: Level::Error,
    summary: "A member has a comment in the directory of the archive",
    docs: "\
## What is wrong
An entry of the directory carries a comment. (A comment of the archive as a whole is fine.)

## Why it matters
Nothing of a wheel reads it, and bytes in it can be made to look like records. PyPI refuses the \
wheel.

## Example
`zip -c`, or a tool that notes the origin of each file.

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.4.18) and pypi/warehouse, \
`warehouse/utils/zipfiles.py`: \"Comment in central directory\"
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Comment,
        level: Level::Error,
        message: "the directory has a comment for a member",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
}
