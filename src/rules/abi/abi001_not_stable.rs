//! ABI001: a symbol outside of the stable ABI.

use super::{Imports, floor, imported, in_slices};
use crate::{
    dist::{Wheel, binary::Binary},
    rules::{Check, Context, Level, Reporter, Rule, count},
    tables::{Libc, Place},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ABI001",
    name: "symbol-not-in-stable-abi",
    level: Level::Error,
    summary: "A wheel of the stable ABI uses a symbol that is not part of it",
    docs: "\
## What is wrong
The tag says `abi3` or `abi3t`, and a native file imports a symbol of Python's C API that is not in \
the stable ABI, or that only the Pythons of another platform or of debug builds have. ELF, PE and \
every slice of a Mach-O file are read.

Symbols that another file of the wheel defines are left out, as are entries that a module exports \
(`PyInit_NAME`, and `PyModExport_NAME` of PEP 793): abi3audit reports those of abi3t wheels by \
mistake. Where a Linux file needs a library of another wheel (`libshiboken6`), names that the stable \
ABI does not have may be that library's, and are left out too.

## Why it matters
Python changes and removes such symbols at any feature release. Where one is missing the module \
fails to load: `undefined symbol: _PyUnicode_AsString`.

## Example
`demo-1.0-cp39-abi3-win_amd64.whl` with a module that imports `_PyLong_AsByteArray`.

## How to mend it
Compile everything with `Py_LIMITED_API` set, the generated code and static libraries too, and \
replace what the compiler then rejects. Where that cannot be, build a wheel for each version.

## Source
https://docs.python.org/3/c-api/stable.html and https://peps.python.org/pep-0803/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    if floor(&name.tags).is_none() {
        return;
    }
    for Imports { member, binary, symbols } in imported(wheel) {
        let table = &context.tables.stable_abi;
        let foreign = needs_foreign(wheel, binary, context);
        let windows = matches!(binary, Binary::Pe(_));
        let problem = |symbol: &str| match (table.added(symbol), table.only(symbol)?) {
            (None, _) => None,
            (_, Place::Windows) if windows => None,
            (_, Place::Unix) if !windows => None,
            (_, place) => Some(place.describe()),
        };
        let lines: Vec<String> = symbols
            .iter()
            .filter_map(|(symbol, archs)| {
                let slices = in_slices(archs, binary);
                match problem(symbol) {
                    Some(place) => Some(format!("{symbol}{slices}: {place}")),
                    None if table.added(symbol).is_none() && !foreign => {
                        Some(format!("{symbol}{slices}: not in the stable ABI"))
                    }
                    None => None,
                }
            })
            .collect();
        if !lines.is_empty() {
            let symbols = count(lines.len(), "symbol");
            report
                .member(
                    &member.name,
                    format!("tagged for the stable ABI, and uses {symbols} outside of it"),
                    "compile with Py_LIMITED_API and replace what it rejects, or build one wheel a Python version",
                )
                .evidence(lines);
        }
    }
}

/// Whether it needs a library that is neither in the wheel nor of the system. Names of the form of
/// the C API may be that library's: ELF does not say whose they are.
fn needs_foreign(wheel: &Wheel, binary: &Binary, context: &Context<'_>) -> bool {
    let Binary::Elf(elf) = binary else { return false };
    let known = |library: &str| {
        let table = &context.tables.manylinux;
        library.starts_with("libpython")
            || library.starts_with("libc.")
            || [Libc::Glibc, Libc::Musl].map(|libc| table.library_since(libc, library)) != [None; 2]
            || wheel.files().any(|member| member.file_name() == library)
    };
    elf.needed.iter().any(|library| !known(library))
}
