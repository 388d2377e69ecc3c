//! WIN001: PE files that cannot be read.

use crate::{
    dist::{
        BinaryFormat, Wheel,
        binary::{Binary, Unread},
    },
    rules::{Check, Context, Level, Reporter, Rule, loaded::Loaded},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WIN001",
    name: "pe-unreadable",
    level: Level::Info,
    summary: "A PE file cannot be read",
    docs: "\
## What is wrong
A file begins like a Windows library or program, and its headers cannot be read, or a section ends \
behind the end of the file. It is an error where the file is an extension module, a vendored library \
or one that another file loads. A file with more names than relkit looks at is named as info.

## Why it matters
Windows refuses such a file, so that importing it fails. Nothing else can be said of it: the \
other rules pass over it.

## Example
An upload or a copy that was cut in the middle.

## How to mend it
Build the wheel again. Where the file is data that no code loads (a sample for tests), add \
`WIN001` to `ignore`.

## Source
https://learn.microsoft.com/en-us/windows/win32/debug/pe-format
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut found = Vec::new();
    for (member, binary) in wheel.binaries() {
        if member.format != Some(BinaryFormat::Pe) {
            continue;
        }
        if let Binary::Unread(Unread::Malformed(why)) = binary {
            found.push((member, why));
        } else if let unread @ [_, ..] = &binary.unread()[..] {
            report
                .member(
                    &member.name,
                    "not checked to its end: it holds more than relkit looks at",
                    "look at it with `dumpbin /imports /exports`: the rules for Windows did in part",
                )
                .level(Level::Info)
                .evidence(unread.iter().map(|what| format!("not read: {what}")));
        }
    }
    if found.is_empty() {
        return;
    }
    let loaded = Loaded::of(wheel);
    for (member, why) in found {
        let level = if loaded.holds(member) { Level::Error } else { Level::Info };
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
