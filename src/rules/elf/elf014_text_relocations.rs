//! ELF014: code that has to be written to.

use super::view;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF014",
    name: "text-relocations",
    level: Level::Warning,
    summary: "The loader has to write into the code of a library",
    docs: "\
## What is wrong
The file has relocations in its code (`DT_TEXTREL`). On 32-bit x86 it is info: assembly code for it \
often does so.

## Why it matters
Hardened systems forbid it (SELinux `execmod`), Android always, and the code cannot be shared between \
processes.

## Example
A static library that was compiled without `-fPIC`, linked into an extension.

## How to mend it
Compile everything with `-fPIC`, assembly files included; the linker's `-Wl,-z,text` makes the \
mistake an error.

## Source
https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let found: Vec<_> = view::files(wheel).filter(|(_, elf)| elf.text_relocations).collect();
    if let Some((first, elf)) = found.first() {
        let finding = report.member(
            &first.name,
            format!("the loader has to write into the code of {}", count(found.len(), "file")),
            "compile everything with `-fPIC`, and link with `-Wl,-z,text`",
        );
        finding.evidence(found.iter().map(|(member, _)| &member.name));
        if elf.machine == 3 {
            finding.level(Level::Info);
        }
    }
}
