//! ELF018: a glibc that the architecture never had.

use super::view::views;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
    tables::{Libc, LibcVersion},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF018",
    name: "tag-before-the-architecture",
    level: Level::Info,
    summary: "The manylinux tag names an older glibc than any policy has for the architecture",
    docs: "\
## What is wrong
The policies of auditwheel begin with glibc 2.31 for riscv64 and with 2.36 for loongarch64, and the \
tag names an older one.

## Why it matters
No tool checked that the wheel keeps the promise: auditwheel knows no such policy and never gives \
the tag. Installers take the wheel all the same. Where no installer takes it, TAG010 is the error: \
`manylinux_2_5_aarch64`.

## Example
`manylinux_2_17_riscv64`: glibc runs on riscv64 since 2.27.

## How to mend it
Let `auditwheel repair` choose the tag.

## Source
https://peps.python.org/pep-0600/ and the policies of auditwheel
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    /// Below it TAG010 speaks.
    const ALL_ARCHITECTURES: LibcVersion = LibcVersion(2, 17);
    let table = &context.tables.manylinux;
    for view in views(wheel) {
        let (Some(promised), Some(first)) =
            (view.glibc, table.policies(Libc::Glibc, view.arch).next())
        else {
            continue;
        };
        if promised < first.version && promised >= ALL_ARCHITECTURES {
            report.file(
                format!(
                    "{} is promised, and the first policy for {} is {}",
                    view.tag(Libc::Glibc, promised),
                    view.arch,
                    first.name()
                ),
                format!("retag to {}", view.tag(Libc::Glibc, first.version)),
            );
        }
    }
}
