//! WIN005: parts of the C++ runtime.

use super::{Windows, is_runtime};
use crate::{
    dist::Wheel,
    model::{AbiTag, PythonTag, PythonVersion, TagSet},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WIN005",
    name: "pe-runtime-missing",
    level: Level::Info,
    summary: "An extension module needs a part of the C++ runtime that Python does not bring",
    docs: "\
## What is wrong
An extension module, or a DLL that it needs, was linked with a part of the Visual C++ runtime \
that neither Windows nor Python brings (`msvcp140.dll`, `vcomp140.dll`, `concrt140.dll`), and it \
is not in the wheel.

## Why it matters
It is there where the Visual C++ redistributable was installed, which is on most machines and \
not on all: elsewhere importing fails with \"DLL load failed\". A copy that is older than the \
compiler can crash.

## Example
A C++ extension built by MSVC with `/MD`. CPython brings `vcruntime140.dll`, from 3.9 on \
`vcruntime140_1.dll` too, and nothing else.

## How to mend it
Run `delvewheel repair`, which copies the DLL into the wheel, or link the runtime statically \
(`/MT`, or `/MT` for the C++ part alone).

## Source
https://cibuildwheel.pypa.io/en/stable/faq/#importerror-dll-load-failed-the-specific-module-could-not-be-found-error-on-windows
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(windows) = Windows::of(wheel) else { return };
    let python = oldest(windows.tags);
    let dlls = &context.tables.windows_dlls;
    for file in windows.files.iter().filter(|file| file.is_loaded) {
        let missing: Vec<&str> = file
            .imports()
            .filter(|(dll, _)| is_runtime(dll) && !windows.brings(dll))
            .filter(|(dll, _)| !dlls.is_runtime(windows.machine, python, dll))
            .filter(|(dll, _)| !dlls.is_system(windows.machine, dll))
            .map(|(_, written)| written)
            .collect();
        if let Some(first) = missing.first() {
            report
                .member(
                    &file.member.name,
                    format!("it needs `{first}`, which CPython {python} does not bring"),
                    "run delvewheel repair, or link the runtime statically",
                )
                .evidence(missing.iter().map(|dll| format!("needs {dll}, not in the wheel")));
        }
    }
}

/// The oldest CPython that installs the wheel; those that are named by their major version alone
/// count as one of today.
fn oldest(tags: &TagSet) -> PythonVersion {
    let of_abi = tags.abis.iter().filter_map(|abi| match abi {
        AbiTag::CPython { version, .. } => Some(*version),
        _ => None,
    });
    let of_python = tags.pythons.iter().filter_map(|python| match *python {
        PythonTag::CPython { major, minor: Some(minor) } => Some(PythonVersion::new(major, minor)),
        _ => None,
    });
    of_abi.chain(of_python).min().unwrap_or(PythonVersion::new(3, 10))
}
