//! GIL001: importing the wheel turns the GIL on.

use super::{declared, dotted};
use crate::{
    dist::{Metadata, Wheel, binary::Gil},
    rules::{Check, Context, Level, Reporter, Rule, count_that},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "GIL001",
    name: "gil-turned-on",
    level: Level::Warning,
    summary: "Modules of a free-threaded wheel turn the GIL on when they are imported",
    docs: "\
## What is wrong
The wheel is for free-threaded interpreters (`cp314t`, `abi3t`), and modules in it do not declare \
that they run without the GIL, or declare that they need it. The declaration is read from the code: \
the slot `Py_mod_gil` in the module's slot table, a call to `PyUnstable_Module_SetGIL`, or the code \
that fills the table when the module is imported.

## Why it matters
The interpreter turns the GIL on for the whole process, and prints a `RuntimeWarning` for the first \
of the modules. Everybody who imports the package loses what the wheel was built for.

## Example
lxml 6.1.3 `cp314-cp314t`: all of its modules hold `{Py_mod_gil, Py_MOD_GIL_USED}`.

## How to mend it
When the code is safe, declare it: `{Py_mod_gil, Py_MOD_GIL_NOT_USED}` in the slots; Cython \
`# cython: freethreading_compatible=True`; pybind11 `py::mod_gil_not_used()`; PyO3 \
`#[pymodule(gil_used = false)]`; nanobind `FREE_THREADED`; f2py `--freethreading-compatible`. Where \
it needs the GIL on purpose, add `GIL001` to `ignore`.

## Source
https://peps.python.org/pep-0703/#py-mod-gil-slot and https://docs.python.org/3/howto/free-threading-extensions.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    if !name.tags.is_free_threaded() {
        return;
    }
    let mut modules = 0;
    let mut lines = Vec::new();
    let mut last = "";
    for (path, gil) in declared(wheel) {
        let line = match gil {
            Gil::Used { evidence } => format!("{}: {evidence}", dotted(path)),
            Gil::Undeclared { evidence } => {
                format!("{}: declares nothing, {evidence}", dotted(path))
            }
            _ => continue,
        };
        modules += usize::from(path != last);
        last = path;
        lines.push(line);
    }
    if lines.is_empty() {
        return;
    }
    let claim = wheel.metadata.iter().flat_map(Metadata::classifiers).find(|field| {
        field.value.starts_with("Programming Language :: Python :: Free Threading ::")
    });
    if let Some(field) = claim {
        lines.insert(0, format!("METADATA says: {}", field.value));
    }
    let turn = count_that(modules, "module", "turns", "turn");
    report
        .file(
            format!("{turn} the GIL on at import, in a free-threaded wheel"),
            "declare Py_MOD_GIL_NOT_USED in each module that is safe without the GIL",
        )
        .evidence(lines);
}
