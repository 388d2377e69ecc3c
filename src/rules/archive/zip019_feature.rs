//! ZIP019: features that Python does not know.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP019",
    name: "zip-feature",
    level: Level::Error,
    summary: "A member wants something that Python cannot do with zip archives",
    docs: "\
## What is wrong
The directory says that the reader must know a version of the zip format above 6.3, or marks the \
member as compressed patched data (flag bit 5) or as strongly encrypted (flag bit 6).

## Why it matters
Python's `zipfile`, by which PyPI and pip read wheels, raises NotImplementedError: for the version at \
the whole archive, for the flags at the member.

## Example
A member written by a commercial packer with certificates; or a damaged directory.

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`, where they can read it.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.4.3, 4.4.4) and https://docs.python.org/3/library/zipfile.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Feature,
        level: Level::Error,
        message: "Python cannot read it: it wants more than `zipfile` has",
        hint: "build the wheel again with a build backend",
    }
    .report(wheel, report);
}
