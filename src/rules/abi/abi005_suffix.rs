//! ABI005: a module that the interpreters of the tags do not look at.

use std::collections::BTreeMap;

use super::{Suffix, extensions, is_module};
use crate::{
    dist::{Member, Wheel, binary::Binary},
    model::AbiTag,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ABI005",
    name: "module-suffix",
    level: Level::Error,
    summary: "The file name of a module is one that the interpreters of the tags do not look at",
    docs: "\
## What is wrong
Interpreters find extension modules by the end of the file name. `.cpython-313t-x86_64-linux-gnu.so` \
is for the free-threaded CPython 3.13 on x86-64 alone, `.cp313-win_amd64.pyd` for CPython 3.13 on \
64-bit Windows. No file of the module has an end that the wheel's tags allow. From 3.15 on \
free-threaded interpreters look at `.abi3t.so` and not at `.abi3.so`.

A wheel may hold files for several interpreters: one that fits is enough. On Windows interpreters look \
at `.pyd` alone, elsewhere at `.so` alone; without more in the name these fit every version. \
`.abi3.so` may stand in a wheel for one version, but not on Windows.

## Why it matters
Importing the module fails with `ModuleNotFoundError`.

## Example
`demo-1.0-cp313-cp313-manylinux_2_28_x86_64.whl` with `demo/_core.cpython-312-x86_64-linux-gnu.so`.

## How to mend it
Build the wheel with the interpreter that it is tagged for. For a stable ABI wheel let the backend \
use the suffix `.abi3.so` (setuptools: `py_limited_api=True` on the extension) or `.pyd` on Windows.

## Source
https://peps.python.org/pep-3149/ and https://peps.python.org/pep-0803/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    let mut modules: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
    // A file without a tag in its name is a module where it says so: it may be data for a program.
    let tagged = |member: &Member| Suffix::of(member.file_name()) != Suffix::Plain;
    let says = |binary: &Binary| binary.python().iter().any(|(_, python)| is_module(python));
    for (member, _) in extensions(wheel).filter(|(member, it)| tagged(member) || says(it)) {
        modules.entry(member.module_path()).or_default().push(member);
    }
    let tags = &name.tags;
    for (module, members) in modules {
        let names = || members.iter().map(|member| member.file_name());
        let fits = |abi: &AbiTag| {
            let of = |name| (Suffix::of(name), name);
            names().map(of).any(|(it, name)| it.fits_abi(abi) && it.fits_platform(name, tags))
        };
        // Free-threaded interpreters have no second choice.
        let missed = tags.abis.iter().find(|abi| **abi == AbiTag::Abi3t && !fits(abi));
        if missed.is_none() && tags.abis.iter().any(fits) {
            continue;
        }
        let wanted = missed.map_or_else(|| tags.to_string(), ToString::to_string);
        report
            .member(
                &members[0].name,
                format!("no file of the module `{module}` has a suffix that {wanted} looks for"),
                "build it with an interpreter that the tags name, or correct the tags",
            )
            .evidence(members.iter().map(|member| format!("found: {}", member.file_name())));
    }
}
