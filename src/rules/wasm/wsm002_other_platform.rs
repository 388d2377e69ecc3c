//! WSM002: WebAssembly under the tag of another system.

use crate::{
    dist::{BinaryFormat, Wheel},
    model::PlatformTag,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WSM002",
    name: "wasm-in-other-platform",
    level: Level::Error,
    summary: "An extension module of another platform is WebAssembly",
    docs: "\
## What is wrong
The platform tag names Linux, macOS, Windows, iOS or Android, and an extension module is \
WebAssembly.

## Why it matters
Installers pick the wheel, and importing the module fails: the loader of that system does not \
read WebAssembly.

## Example
A wheel of `pyodide build` that a later step renamed to `linux_x86_64`.

## How to mend it
Give the wheel the tag `pyemscripten_YEAR_PATCH_wasm32` of the Pyodide that it was built for, or \
build it on the system that its tag names.

## Source
https://peps.python.org/pep-0783/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    // Of macOS, iOS and Windows their own rules say so: MAC002, WIN002.
    let is_judged = |tag: &PlatformTag| {
        tag.linux_arch().is_some() || matches!(tag, PlatformTag::Android { .. })
    };
    let Some(tag) = name.tags.platforms.iter().find(|tag| is_judged(tag)) else { return };
    for member in wheel.files().filter(|file| file.format == Some(BinaryFormat::Wasm)) {
        if member.is_python_extension() && member.name.ends_with(".so") {
            report
                .member(
                    &member.name,
                    format!("it is WebAssembly, and the wheel is for `{tag}`"),
                    "give the wheel the tag of the Pyodide that it was built for",
                )
                .evidence(["wanted: ELF", "found: WebAssembly"]);
        }
    }
}
