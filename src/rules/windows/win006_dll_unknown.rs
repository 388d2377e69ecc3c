//! WIN006: DLLs that nobody brings.

use super::{File, Interpreter, Windows, is_debug_runtime, is_runtime};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
    tables::WindowsDlls,
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WIN006",
    name: "pe-dll-unknown",
    level: Level::Warning,
    summary: "An extension module needs a DLL that neither Windows nor the wheel has",
    docs: "\
## What is wrong
An extension module, or a DLL that it needs, imports from a DLL that is no part of Windows, does \
not come with Python and is in no folder of the wheel.

## Why it matters
Importing fails with \"DLL load failed\" on machines where nothing else has installed the DLL.

## Example
A module built with MSYS2 that needs `libstdc++-6.dll`, or with vcpkg that needs `zlib1.dll`.

## How to mend it
Run `delvewheel repair` on the wheel: it copies such DLLs into it and makes them found. Where \
another distribution brings the DLL, name it in `Requires-Dist`.

## Source
https://github.com/adang1345/delvewheel
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(windows) = Windows::of(wheel) else { return };
    let dependencies = wheel
        .metadata
        .iter()
        .any(|metadata| metadata.requires_dist().any(|field| !field.value.contains("extra")));
    let dlls = &context.tables.windows_dlls;
    for file in windows.files.iter().filter(|file| file.is_loaded) {
        let unknown = unknown(&windows, file, dlls);
        let Some(first) = unknown.first() else { continue };
        let mut evidence: Vec<String> =
            unknown.iter().map(|dll| format!("needs {dll}, not in the wheel")).collect();
        if dependencies {
            evidence.truncate(4);
            evidence.push("a distribution that this one depends on may bring it".to_owned());
        }
        report
            .member(
                &file.member.name,
                format!("it needs `{first}`, which is neither in Windows nor in the wheel"),
                "run delvewheel repair, or depend on the distribution that brings the DLL",
            )
            .level(if dependencies { Level::Info } else { Level::Warning })
            .evidence(evidence);
    }
}

fn unknown<'a>(windows: &Windows<'_>, file: &'a File<'_>, dlls: &WindowsDlls) -> Vec<&'a str> {
    let told_elsewhere =
        |dll: &str| is_runtime(dll) || is_debug_runtime(dll) || Interpreter::of(dll).is_some();
    file.imports()
        .filter(|(dll, _)| !windows.brings(dll) && !told_elsewhere(dll))
        .filter(|(dll, _)| !dlls.is_system(windows.machine, dll))
        .map(|(_, written)| written)
        .collect()
}
