//! TAG007: `abi3t` before 3.15.

use super::cpython;
use crate::{
    model::{AbiTag, PythonTag, PythonVersion, WheelName},
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

const FIRST: PythonVersion = PythonVersion::new(3, 15);

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG007",
    name: "abi3t-floor",
    level: Level::Error,
    summary: "`abi3t` stands with a python tag before cp315",
    docs: "\
## What is wrong
`abi3t` is the stable ABI of free-threaded builds, and begins with CPython 3.15.

## Why it matters
Older interpreters cannot load such a module: it exports its entry by `PyModExport`, which they do \
not know.

## Example
`demo-1.0-cp314-abi3.abi3t-win_amd64.whl`

## How to mend it
Build one wheel with `Py_TARGET_ABI3T` for 3.15 and tag it `cp315-abi3.abi3t`; keep `cp39-abi3` (or \
the like) for older GIL builds and `cp314-cp314t` for 3.14's free-threaded build.

## Source
https://peps.python.org/pep-0803/
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    if !name.tags.abis.contains(&AbiTag::Abi3t) {
        return;
    }
    let fits = |tag: &PythonTag| {
        matches!(tag, PythonTag::Unknown(_)) || cpython(tag).is_some_and(|version| version >= FIRST)
    };
    for tag in name.tags.pythons.iter().filter(|tag| !fits(tag)) {
        report.file(
            format!("`{tag}` has no `abi3t`: it begins with cp315"),
            "build it for 3.15 and tag it `cp315-abi3.abi3t`; older versions need wheels of their own",
        );
    }
}
