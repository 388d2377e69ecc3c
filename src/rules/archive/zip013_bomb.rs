//! ZIP013: bombs.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP013",
    name: "bomb",
    level: Level::Error,
    summary: "The archive declares to inflate out of all proportion",
    docs: "\
## What is wrong
The members declare more than 64 MiB, and more than 50 times the size of the file. relkit did not \
inflate them; what it says of the content is incomplete.

## Why it matters
PyPI refuses the wheel, since unpacking it may fill the disk of whoever does.

## Example
A file of zeros that was packed by mistake, such as a sparse disk image.

## How to mend it
Leave out the file that compresses so well, or create it at run time.

## Source
pypi/warehouse, docs/user/project-management/storage-limits.md and pypi/warehouse, `warehouse/forklift/legacy.py`: \
\"File exceeds compression ratio of 50\"
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::Bomb,
        level: Level::Error,
        message: "the archive is a bomb: it declares to inflate to over 50 times its size",
        hint: "leave out the file that inflates so much, and build again",
    }
    .report(wheel, report);
}
