//! ELF001: a file that begins like ELF and cannot be read.

use crate::{
    dist::{
        BinaryFormat, Wheel,
        binary::{Binary, Unread},
    },
    model::PlatformTag,
    rules::{Check, Context, Level, Reporter, Rule, loaded::Loaded},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF001",
    name: "elf-unreadable",
    level: Level::Warning,
    summary: "An ELF file cannot be read",
    docs: "\
## What is wrong
A file begins like an ELF file, and its headers or its dynamic segment are broken, or a segment \
that is loaded (`PT_LOAD`) ends behind the end of the file. It is an error where the file is an \
extension module, a vendored library or one that another file needs.

A file that is larger than what relkit holds in memory, or holds more names than it looks at, is \
named too, as info: it was not checked, or not to its end.

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
    let Ok(name) = &wheel.name else { return };
    // Elsewhere it is data: no loader ever reads it.
    let loads = |tag: &PlatformTag| {
        tag.linux_arch().is_some() || matches!(tag, PlatformTag::Android { .. })
    };
    if !name.tags.platforms.iter().any(loads) {
        return;
    }
    let elf: Vec<_> = wheel
        .binaries()
        .filter(|(member, _)| member.format == Some(BinaryFormat::Elf))
        .filter(|(_, binary)| matches!(binary, Binary::Unread(_)) || !binary.unread().is_empty())
        .collect();
    if elf.is_empty() {
        return;
    }
    let loaded = Loaded::of(wheel);
    for (member, binary) in elf {
        match binary {
            // Damage is ZIP001's.
            Binary::Unread(Unread::Damaged) => {}
            Binary::Unread(why @ Unread::TooLarge { .. }) => {
                let hint = "look at it with `readelf -dVW`: none of the ELF rules did";
                report.member(&member.name, format!("not checked: {why}"), hint).level(Level::Info);
            }
            Binary::Unread(Unread::Malformed(why)) => {
                let level = if loaded.holds(member) { Level::Error } else { Level::Warning };
                let message = format!("the ELF file cannot be read: {why}");
                report
                    .member(&member.name, message, "see `readelf -lW FILE`, and build it again")
                    .level(level);
            }
            _ => {
                let message = "not checked to its end: it holds more than relkit looks at";
                let hint = "look at it with `readelf -dVW --dyn-syms`: the ELF rules did in part";
                let unread = binary.unread().into_iter().map(|what| format!("not read: {what}"));
                report.member(&member.name, message, hint).level(Level::Info).evidence(unread);
            }
        }
    }
}
