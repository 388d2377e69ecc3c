//! ZIP007: data descriptors.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP007",
    name: "data-descriptor",
    level: Level::Error,
    summary: "Sizes and checksum of a member stand behind its content",
    docs: "\
## What is wrong
The archive was written to a stream that cannot go back, so that the header of a member is without \
sizes and a data descriptor follows the content (flag bit 3).

## Why it matters
A reader that goes from start to end cannot know where the content ends, and may be led to see \
other members. PyPI refuses the wheel.

## Example
A wheel written by Go's or Java's zip library, by `zip -` into a pipe, or by Python's `zipfile` \
into a file without `seek`.

## How to mend it
Write the archive into a regular file. A finished wheel is mended by `wheel unpack FILE` and \
`wheel pack FOLDER`.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.9) and pypi/warehouse, \
`warehouse/utils/zipfiles.py`: \"ZIP contains a data descriptor\"
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Descriptor,
        level: Level::Error,
        message: "sizes and checksum stand behind the content, in a data descriptor",
        hint: "write the archive into a regular file: `wheel unpack FILE`, `wheel pack FOLDER`",
    }
    .report(wheel, report);
}
