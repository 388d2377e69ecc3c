//! ELF010: an extension that is linked with libpython.

use super::view::{is_extension, is_python, views};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF010",
    name: "libpython-linked",
    level: Level::Error,
    summary: "An extension module is linked with libpython",
    docs: "\
## What is wrong
An extension module names libpython among the libraries that it needs. It is a warning in wheels \
without a promise (`linux_*`), and info for programs that embed Python. On Android it is right.

## Why it matters
Most Pythons for Linux have no libpython of their own, or not where the loader looks: the import \
fails with `libpython3.12.so.1.0: cannot open shared object file`. Where there is one, it may be \
another one than the running interpreter.

## Example
CMake's `target_link_libraries(_core Python::Python)` in place of `Python::Module`.

## How to mend it
Do not link with libpython: the running interpreter has its symbols. CMake: `Python_add_library` or \
`Python::Module`; Meson: `py.extension_module`.

## Source
https://peps.python.org/pep-0513/#libpythonx-y-so-1
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for view in views(wheel) {
        let promised = view.promised().next().is_some();
        for (member, elf) in &view.files {
            let Some(library) = elf.needed.iter().find(|library| is_python(library)) else {
                continue;
            };
            let finding = report.member(
                &member.name,
                format!("it is linked with {library}"),
                "link without libpython: the interpreter has its symbols",
            );
            if !is_extension(member, elf) {
                finding.level(Level::Info);
            } else if !promised {
                finding.level(Level::Warning);
            }
        }
    }
}
