//! ZIP017: files that are zip and tar.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP017",
    name: "zip-and-tar",
    level: Level::Error,
    summary: "The file is a zip archive and a tar archive at once",
    docs: "\
## What is wrong
The file can be read as a zip archive from its end, and as a tar archive from its start.

## Why it matters
Tools that look at the content instead of the name install the other archive. PyPI refuses the \
file.

## Example
A member whose name and first bytes were chosen to be the header of a tar archive.

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`.

## Source
https://nvd.nist.gov/vuln/detail/CVE-2026-3219 and pypi/warehouse, `warehouse/forklift/legacy.py`
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Polyglot,
        level: Level::Error,
        message: "the file is a tar archive as well",
        hint: "do not install it; build it again with a build backend",
    }
    .report(wheel, report);
}
