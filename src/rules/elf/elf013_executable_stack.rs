//! ELF013: code that wants to run on the stack.

use super::view;
use crate::{
    dist::{
        Wheel,
        binary::{Elf, ElfKind, Stack},
    },
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF013",
    name: "executable-stack",
    level: Level::Warning,
    summary: "A library asks for an executable stack",
    docs: "\
## What is wrong
`PT_GNU_STACK` of a library says that the stack must be executable, or is missing on x86, where that \
means the same.

## Why it matters
From glibc 2.41 on `dlopen` refuses such a library: `cannot enable executable stack as shared object \
requires`. Before, loading it takes a protection from the whole process; SELinux forbids it.

## Example
One hand-written assembly file without a `.note.GNU-stack` section marks the whole library.

## How to mend it
Add `.section .note.GNU-stack,\"\",@progbits` to assembly files, avoid nested functions of C, or \
link with `-Wl,-z,noexecstack`. For a finished file `patchelf --clear-execstack FILE`.

## Source
https://sourceware.org/glibc/wiki/Release/2.41
",
    check: Check::Wheel(check),
};

/// 32-bit and 64-bit x86, by `e_machine`.
const X86: [u16; 2] = [3, 62];

fn wants(elf: &Elf) -> bool {
    let linked = !elf.needed.is_empty() || elf.soname.is_some();
    let unsaid = elf.stack == Stack::Unsaid && X86.contains(&elf.machine) && linked;
    elf.kind == ElfKind::Library && (elf.stack == Stack::Executable || unsaid)
}

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let found: Vec<_> = view::files(wheel).filter(|(_, elf)| wants(elf)).collect();
    if let Some((first, elf)) = found.first() {
        let says = if elf.stack == Stack::Unsaid { "has no PT_GNU_STACK" } else { "asks for it" };
        report
            .member(
                &first.name,
                format!(
                    "glibc 2.41 refuses to load {}: the stack would become executable",
                    count(found.len(), "file")
                ),
                "link with `-Wl,-z,noexecstack`, or run `patchelf --clear-execstack`",
            )
            .evidence(
                std::iter::once(format!("{} {says}", first.name))
                    .chain(found.iter().skip(1).map(|(member, _)| member.name.clone())),
            );
    }
}
