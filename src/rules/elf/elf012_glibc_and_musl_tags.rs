//! ELF012: one wheel for glibc and musl.

use super::view::{is_musl, libc, views};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
    tables::Libc,
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF012",
    name: "tags-of-glibc-and-musl",
    level: Level::Warning,
    summary: "A wheel is tagged for glibc and for musl, and its files need one of them",
    docs: "\
## What is wrong
The compressed tag set holds manylinux and musllinux tags, and a file is linked with a C library. \
Such a set is right for static programs, and for libraries that need no C library at all.

## Why it matters
Installers pick the wheel on both kinds of systems, and the file works on one.

## Example
Right: sentry-cli, whose one program is static. Wrong: an extension that needs `libc.so.6`.

## How to mend it
Build one wheel for each C library, or link the program statically.

## Source
https://peps.python.org/pep-0656/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for view in views(wheel) {
        if view.glibc.is_none() || view.musl.is_none() {
            continue;
        }
        let linked: Vec<_> = view
            .files
            .iter()
            .filter_map(|(member, elf)| {
                let (found, library) = libc(elf)?;
                // A loader written in a static program is a leftover.
                let needs = elf.needed.iter().any(|name| name == library) || is_musl(library);
                (needs || elf.interpreter.is_some()).then_some((member, found, library))
            })
            .collect();
        let Some((first, found, library)) = linked.first() else { continue };
        let name = if *found == Libc::Glibc { "glibc" } else { "musl" };
        report
            .member(
                &first.name,
                format!("the wheel is tagged for glibc and musl, and this file needs {name}"),
                "build one wheel for each C library, or link statically",
            )
            .evidence([format!("it needs {library}")]);
    }
}
