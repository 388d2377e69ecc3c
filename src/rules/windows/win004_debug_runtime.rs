//! WIN004: runtimes for debugging.

use super::{Interpreter, Windows, files::level, is_debug_runtime};
use crate::{
    dist::Wheel,
    model::AbiTag,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WIN004",
    name: "pe-debug-runtime",
    level: Level::Error,
    summary: "An extension module needs a runtime for debugging",
    docs: "\
## What is wrong
An extension module, or a DLL that it needs, was linked with the debug variant of the C runtime \
(`vcruntime140d.dll`, `msvcp140d.dll`, `ucrtbased.dll`) or of Python (`python313_d.dll`).

## Why it matters
Those come with Visual Studio and with debug builds of Python alone, and may not be passed on: \
importing fails on every other machine.

## Example
A CMake project whose wheel was built with `CMAKE_BUILD_TYPE=Debug`.

## How to mend it
Build the release configuration (`/MD` instead of `/MDd`).

## Source
https://learn.microsoft.com/en-us/cpp/windows/determining-which-dlls-to-redistribute
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(windows) = Windows::of(wheel) else { return };
    let is_debug = |abi: &AbiTag| matches!(abi, AbiTag::CPython { flags, .. } if flags.debug);
    if windows.tags.abis.iter().any(is_debug) {
        return;
    }
    for file in &windows.files {
        let of_debugging = |dll: &str| {
            is_debug_runtime(dll) || Interpreter::of(dll).is_some_and(Interpreter::is_debug)
        };
        let found: Vec<&str> = file
            .imports()
            .filter(|(dll, _)| of_debugging(dll) && !windows.brings(dll))
            .map(|(_, written)| written)
            .collect();
        if let Some(first) = found.first() {
            report
                .member(
                    &file.member.name,
                    format!("it needs `{first}`, which exists for debugging alone"),
                    "build the release configuration",
                )
                .level(level(file))
                .evidence(found.iter().map(|dll| format!("needs {dll}")));
        }
    }
}
