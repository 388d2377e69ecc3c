//! WIN001: PE files that cannot be read.

use crate::{
    dist::{
        BinaryFormat, Wheel,
        binary::{Binary, Unread},
    },
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WIN001",
    name: "pe-unreadable",
    level: Level::Info,
    summary: "A PE file cannot be read",
    docs: "\
## What is wrong
A file begins like a Windows library or program, and its headers cannot be read.

## Why it matters
Windows refuses such a file, so that importing it fails. Nothing else can be said of it: the \
other rules pass over it.

## Example
An upload or a copy that was cut in the middle of the headers.

## How to mend it
Build the wheel again. Where the file is data that no code loads (a sample for tests), add \
`WIN001` to `ignore`.

## Source
https://learn.microsoft.com/en-us/windows/win32/debug/pe-format
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for (member, binary) in wheel.binaries() {
        let Binary::Unread(Unread::Malformed(why)) = binary else { continue };
        if member.format != Some(BinaryFormat::Pe) {
            continue;
        }
        let level = if member.is_python_extension() { Level::Error } else { Level::Info };
        report
            .member(
                &member.name,
                "it begins like a PE file and cannot be read",
                "build the wheel again; ignore WIN001 where the file is data",
            )
            .level(level)
            .evidence([why]);
    }
}
