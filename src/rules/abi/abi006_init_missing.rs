//! ABI006: a module without its entry.

use super::{Suffix, extensions, has_python2};
use crate::{
    dist::{Wheel, binary::Binary},
    rules::{Check, Context, Level, Reporter, Rule, loaded::Loaded},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ABI006",
    name: "module-init-missing",
    level: Level::Warning,
    summary: "A module does not export the function that importing it calls",
    docs: "\
## What is wrong
A native file has the name of an extension module (`_core.cpython-313-x86_64-linux-gnu.so`, \
`_core.abi3.so`, `_core.pyd`) and uses Python's C API, and exports neither `PyInit__core` nor \
`PyModExport__core`. Names outside of ASCII stand in Punycode: `PyInitU_…`.

Libraries that code of the package loads by ctypes or cffi, or that its modules are linked with, have \
names of this form too. Those that do not use the C API or export no entry and are called `lib…` or \
needed by another file are left out, and so are files named plainly `NAME.so`.

## Why it matters
Importing it fails: `dynamic module does not define module export function`.

## Example
`demo/_core.abi3.so`, which was renamed from `_speedups.abi3.so`, exports `PyInit__speedups`.

## How to mend it
Name the extension as its `PyInit_` function does. Where the symbol is hidden, declare the function \
with `PyMODINIT_FUNC`.

## Source
https://peps.python.org/pep-0489/#export-hook-name and https://peps.python.org/pep-0793/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    if has_python2(&name.tags) {
        return;
    }
    let loaded = Loaded::of(wheel);
    for (member, binary) in extensions(wheel) {
        let suffix = Suffix::of(member.file_name());
        let library = matches!(suffix, Suffix::Plain | Suffix::Other);
        if library && !member.name.ends_with(".pyd") || matches!(binary, Binary::Wasm(_)) {
            continue;
        }
        let module = member.module();
        // Debug builds of Windows append `_d`; a package's own module is called like the package.
        let package = member.name.rsplit('/').nth(1).unwrap_or_default();
        let names = [module, module.strip_suffix("_d").unwrap_or(module)];
        let fits = |found: &str| {
            names.contains(&found)
                || (module == "__init__" && found == package)
                || (!module.is_ascii() && found.is_ascii())
        };
        // Build backends give plain libraries the suffix of modules.
        let images = binary.python();
        let has_entry = images.iter().any(|(_, python)| python.modules().next().is_some());
        if !has_entry && (module.starts_with("lib") || loaded.links(member)) {
            continue;
        }
        let lacking = images
            .into_iter()
            .find(|(_, python)| !python.imports.is_empty() && !python.modules().any(&fits));
        if let Some((arch, python)) = lacking {
            let slice = arch.map(|arch| format!(" in the slice {arch}")).unwrap_or_default();
            let found: Vec<&str> = python.modules().collect();
            let found = if found.is_empty() {
                "none".to_owned()
            } else {
                format!("that of {}", found.join(", "))
            };
            report
                .member(
                    &member.name,
                    format!("does not export the entry of the module `{module}`{slice}"),
                    format!("name it like its entry, or export PyInit_{module}"),
                )
                .evidence([
                    format!("wanted: PyInit_{module} or PyModExport_{module}"),
                    format!("found: {found}"),
                ]);
        }
    }
}
