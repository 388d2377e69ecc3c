//! WIN006: DLLs that nobody brings.

use super::{File, Interpreter, Windows, is_debug_runtime, is_runtime};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count_that},
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
    let loaded = windows.files.iter().filter(|file| file.is_loaded);
    let needs: Vec<(&File<'_>, Vec<&str>)> = loaded
        .map(|file| (file, unknown(&windows, file, dlls)))
        .filter(|(_, unknown)| !unknown.is_empty())
        .collect();
    if !dependencies {
        for (file, unknown) in &needs {
            report
                .member(
                    &file.member.name,
                    format!(
                        "it needs `{}`, which is neither in Windows nor in the wheel",
                        unknown[0]
                    ),
                    "run delvewheel repair, or depend on the distribution that brings the DLL",
                )
                .evidence(unknown.iter().map(|dll| format!("needs {dll}, not in the wheel")));
        }
    } else if let Some((first, _)) = needs.first() {
        report
            .member(
                &first.member.name,
                format!(
                    "{} DLLs that are neither in Windows nor in the wheel",
                    count_that(needs.len(), "file", "needs", "need")
                ),
                "see that a dependency brings the DLLs, or run delvewheel repair",
            )
            .level(Level::Info)
            .evidence(needs.iter().map(|(file, unknown)| {
                format!("{}: needs {}", file.member.name, unknown.join(", "))
            }));
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
