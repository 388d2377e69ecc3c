//! ZIP012: members that overlap.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP012",
    name: "members-overlap",
    level: Level::Error,
    summary: "Members of the archive share bytes",
    docs: "\
## What is wrong
A member starts within the bytes of another one, or reaches into the directory.

## Why it matters
So are bombs built, whose members all inflate the same bytes, and archives in which a member is \
hidden in another. Python refuses to read such a member; PyPI refuses the wheel.

## Example
A member whose compressed size is too large by a few bytes.

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.6) and pypi/warehouse, \
`warehouse/utils/zipfiles.py`: \"Missing filename in local headers\"; CVE-2019-9674
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Overlap,
        level: Level::Error,
        message: "members of the archive share bytes",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
}
