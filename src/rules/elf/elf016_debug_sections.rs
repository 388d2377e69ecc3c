//! ELF016: debug information that users download.

use super::view;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF016",
    name: "debug-sections",
    level: Level::Info,
    summary: "Much of the wheel is information for debuggers",
    docs: "\
## What is wrong
The files have `.debug_*` sections of a megabyte or more, and they are a tenth or more of the native \
code.

## Why it matters
Every user downloads and keeps them; few have a use for them.

## Example
An extension that was built with `-g`, the default of many Pythons' compiler flags, and not stripped.

## How to mend it
Strip the files: `auditwheel repair --strip`, `-Wl,--strip-debug`, `strip = true` in Cargo.toml, \
`LDFLAGS=-s`. Where the information is wanted, add `ELF016` to `ignore`.

## Source
https://sourceware.org/binutils/docs/binutils/strip.html
",
    check: Check::Wheel(check),
};

/// Less than this is not worth a word.
const BYTES: u64 = 1_000_000;

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut found: Vec<_> = view::files(wheel)
        .filter(|(_, elf)| elf.debug_bytes > 0)
        .map(|(member, elf)| (elf.debug_bytes, &member.name))
        .collect();
    let debug: u64 = found.iter().map(|(bytes, _)| bytes).sum();
    let all: u64 = view::files(wheel).map(|(member, _)| member.size).sum();
    if debug < BYTES || debug < all / 10 {
        return;
    }
    found.sort_by(|one, other| other.cmp(one));
    report
        .file(
            format!(
                "{} MB of {} MB of native code are for debuggers, in {}",
                debug / 1_000_000,
                all / 1_000_000,
                count(found.len(), "file")
            ),
            "strip the files, with `auditwheel repair --strip`",
        )
        .evidence(found.iter().map(|(bytes, name)| format!("{name}: {} kB", bytes / 1000)));
}
