//! ABI007: extension modules in a wheel that says that it has none.

use super::{extensions, is_module};
use crate::{
    dist::Wheel,
    model::AbiTag,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ABI007",
    name: "abi-none-with-module",
    level: Level::Warning,
    summary: "A wheel with the ABI tag `none` contains extension modules",
    docs: "\
## What is wrong
The ABI tag `none` says that nothing in the wheel depends on Python's binary interface. There is a \
module in it that exports `PyInit_NAME` and uses the C API.

## Why it matters
Installers give the wheel to interpreters that it was not built for: other versions where the python \
tag is `py3`, and debug and free-threaded builds in any case. It fails to import there, or crashes.

## Example
`catboost-1.0.4-cp39-none-win_amd64.whl` needs CPython 3.9's `python39.dll`.

## How to mend it
Tag the wheel with the ABI that the modules were built for: `wheel tags --python-tag cp39 --abi-tag \
cp39`, or `abi3` where they were compiled with `Py_LIMITED_API`. With setuptools declare the modules \
in `ext_modules`, or return true from `has_ext_modules` of the distribution.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#abi-tag
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    if name.tags.abis != [AbiTag::None] {
        return;
    }
    let modules: Vec<_> = extensions(wheel)
        .filter(|(_, binary)| binary.python().iter().any(|(_, python)| is_module(python)))
        .map(|(member, _)| &member.name)
        .collect();
    if !modules.is_empty() {
        report
            .file(
                format!(
                    "the ABI tag is `none`, and the wheel holds {}",
                    count(modules.len(), "extension module")
                ),
                "tag the wheel with the ABI that its modules were built for",
            )
            .evidence(modules);
    }
}
