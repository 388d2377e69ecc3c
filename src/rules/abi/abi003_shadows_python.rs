//! ABI003: a module that brings functions of Python along.

use super::floor;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ABI003",
    name: "python-symbols-defined",
    level: Level::Warning,
    summary: "A wheel of the stable ABI defines symbols of the stable ABI itself",
    docs: "\
## What is wrong
A native file exports functions or variables with the names of Python's own.

## Why it matters
Which of the two is called depends on the order of loading. Copies of Python's functions work on \
Python's inner structures, whose layout the stable ABI does not promise. Mostly a static library \
of Python was linked in by mistake.

## Example
A module of a `cp39-abi3` wheel that was linked with `-lpython3.9` statically exports `PyList_New`.

## How to mend it
Do not link Python into the module; give functions of your own other names, and compile with \
`-fvisibility=hidden`.

## Source
https://docs.python.org/3/c-api/stable.html and https://peps.python.org/pep-0513/#libpythonx-y-so-1
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    if floor(&name.tags).is_none() {
        return;
    }
    for (member, binary) in wheel.binaries() {
        let images = binary.python();
        let mut defined: Vec<&str> = images
            .iter()
            .flat_map(|(_, python)| &python.exports)
            .map(String::as_str)
            .filter(|export| !export.starts_with("PyInit") && !export.starts_with("PyModExport"))
            .filter(|export| context.tables.stable_abi.added(export).is_some())
            .collect();
        defined.sort_unstable();
        defined.dedup();
        if !defined.is_empty() {
            let symbols = count(defined.len(), "symbol");
            report
                .member(
                    &member.name,
                    format!("defines {symbols} of Python's stable ABI itself"),
                    "do not link Python into it, or hide the symbols with -fvisibility=hidden",
                )
                .evidence(defined);
        }
    }
}
