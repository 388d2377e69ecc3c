//! ZIP018: readers that differ.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP018",
    name: "readers-differ",
    level: Level::Warning,
    summary: "Readers of zip archives see different things in it",
    docs: "\
## What is wrong
The archive was read twice: as Python's `zipfile` reads it and by the zip crate of Rust, which \
takes the number of members and the offset of the directory at their word. The two do not agree.

## Why it matters
What is checked by one tool is not what another one installs.

## Example
An end record that counts fewer members than the directory has.

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.16)
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Reader,
        level: Level::Warning,
        message: "another reader of zip archives does not see the same",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
}
