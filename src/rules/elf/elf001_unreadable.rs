//! ELF001: a file that begins like ELF and cannot be read.

use crate::{
    dist::{
        BinaryFormat, Wheel,
        binary::{Binary, Unread},
    },
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF001",
    name: "elf-unreadable",
    level: Level::Warning,
    summary: "An ELF file cannot be read",
    docs: "\
## What is wrong
A file begins like an ELF file, and its headers or its dynamic segment are broken. A file that is \
larger than what relkit holds in memory is named too, as info: nothing in it was checked.

## Why it matters
The loader refuses a broken file. What was not read cannot be called right by the other rules.

## Example
A library of which a download kept the first kilobytes.

## How to mend it
See with `readelf -lW FILE` what is broken, and build the file again.

## Source
https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for (member, binary) in wheel.binaries() {
        let Binary::Unread(why) = binary else { continue };
        if member.format != Some(BinaryFormat::Elf) {
            continue;
        }
        // Damage is ZIP001's.
        match why {
            Unread::Damaged => {}
            Unread::TooLarge { .. } => {
                let hint = "look at it with `readelf -dVW`: none of the ELF rules did";
                report.member(&member.name, format!("not checked: {why}"), hint).level(Level::Info);
            }
            Unread::Malformed(_) => {
                let message = format!("the ELF file cannot be read: {why}");
                report.member(&member.name, message, "see `readelf -lW FILE`, and build it again");
            }
        }
    }
}
