//! ELF011: files for another C library than the tag's.

use super::view::{is_extension, libc, views};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
    tables::Libc,
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF011",
    name: "wrong-libc",
    level: Level::Error,
    summary: "A file is linked with glibc in a musllinux wheel, or with musl in a manylinux wheel",
    docs: "\
## What is wrong
The platform tag promises one C library, and a file is linked with the other. It is an error for \
extension modules and for wheels without one; beside extension modules that are right, other files \
may be meant for other systems, and are info.

## Why it matters
The file cannot be loaded, or not be started: its C library is not there.

## Example
A `musllinux_1_2_x86_64` wheel whose extension needs `libc.so.6`: built on Debian, and renamed.

## How to mend it
Build in the image of the tag's C library. `libc.so` and `libc.musl-ARCH.so.1` are both names of \
musl; auditwheel takes the first for a library of the machine on which it runs, and may fail.

## Source
https://peps.python.org/pep-0656/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for view in views(wheel) {
        let promised: Vec<_> = view.promised().collect();
        let [(wanted, version)] = promised[..] else { continue };
        let right = view.files.iter().any(|(_, elf)| libc(elf).is_some_and(|(is, _)| is == wanted));
        for (member, elf) in &view.files {
            let Some((found, library)) = libc(elf).filter(|(found, _)| *found != wanted) else {
                continue;
            };
            let name = |libc| if libc == Libc::Glibc { "glibc" } else { "musl" };
            let tag = view.tag(wanted, version);
            let finding = report.member(
                &member.name,
                format!("{tag} is promised, and it is linked with {}", name(found)),
                format!("build it with {}, or correct the tag", name(wanted)),
            );
            finding.evidence([format!("it needs {library}; wanted: {}", name(wanted))]);
            if right && !is_extension(member, elf) {
                finding.level(Level::Info);
            }
        }
    }
}
