//! ABI004: a module of an abi3t wheel that free-threaded Pythons cannot load.

use super::extensions;
use crate::{
    dist::Wheel,
    model::AbiTag,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ABI004",
    name: "abi3t-module-of-abi3",
    level: Level::Error,
    summary: "A module of an `abi3t` wheel is made in the way of `abi3`",
    docs: "\
## What is wrong
The wheel is tagged `abi3t`, and a module exports `PyInit_NAME` alone and makes itself from a \
`PyModuleDef`. For `abi3t` that structure is opaque, so code that has one was compiled for `abi3`.

## Why it matters
Free-threaded Pythons lay objects out in another way. They detect such modules and refuse them.

## Example
`demo-1.0-cp315-abi3.abi3t-win_amd64.whl` with a module that was compiled with `Py_LIMITED_API` alone.

## How to mend it
Export `PyModExport_NAME` (PEP 793) and compile with `Py_TARGET_ABI3T=0x030f0000`; or tag the wheel \
`abi3` and build wheels for free-threaded versions apart.

## Source
https://peps.python.org/pep-0803/#opaque-pyobject
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    if !name.tags.abis.contains(&AbiTag::Abi3t) {
        return;
    }
    for (member, binary) in extensions(wheel) {
        for (arch, python) in binary.python() {
            let exports = |hook: &str| python.exports.iter().any(|name| name.starts_with(hook));
            let unusable = &context.tables.stable_abi.unusable_in_abi3t;
            let used = python.imports.iter().find(|import| unusable.contains(import));
            if let Some(used) = used
                && exports("PyInit")
                && !exports("PyModExport")
            {
                let slice = arch.map(|arch| format!(" ({arch})")).unwrap_or_default();
                report
                    .member(
                        &member.name,
                        "tagged abi3t, and made for abi3",
                        "export PyModExport and compile with Py_TARGET_ABI3T, or tag the wheel abi3",
                    )
                    .evidence([
                        format!("wanted: PyModExport_{}", member.module()),
                        format!("found: PyInit_{}, which uses {used}{slice}", member.module()),
                    ]);
                break;
            }
        }
    }
}
