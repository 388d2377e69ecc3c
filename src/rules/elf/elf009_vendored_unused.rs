//! ELF009: a library in the wheel that nothing needs.

use std::collections::BTreeSet;

use super::{search::parent, view};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF009",
    name: "vendored-library-unused",
    level: Level::Info,
    summary: "A library in the folder of auditwheel is needed by no file",
    docs: "\
## What is wrong
A library lies in a folder `NAME.libs`, where `auditwheel repair` copies libraries to, and no file \
of the wheel needs it.

## Why it matters
Every user downloads it for nothing.

## Example
A wheel that was repaired twice: the libraries of the first time stay, under other names.

## How to mend it
Build from a clean folder and repair once. Where the package opens the library by its name, add \
`ELF009` to `ignore`.

## Source
https://github.com/pypa/auditwheel
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let needed: BTreeSet<&str> =
        view::files(wheel).flat_map(|(_, elf)| elf.needed.iter().map(String::as_str)).collect();
    let unused: Vec<_> = view::files(wheel)
        .map(|(member, _)| member)
        .filter(|member| {
            parent(&member.name).ends_with(".libs") && !needed.contains(member.file_name())
        })
        .collect();
    if let Some(first) = unused.first() {
        let bytes: u64 = unused.iter().map(|member| member.size).sum();
        report
            .member(
                &first.name,
                format!(
                    "{} in the folder of auditwheel that no file needs ({} kB)",
                    count(unused.len(), "file"),
                    bytes / 1000
                ),
                "build from a clean folder, and repair once",
            )
            .evidence(unused.iter().map(|member| &member.name));
    }
}
