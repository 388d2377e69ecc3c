//! WSM001: side modules.

use crate::{
    dist::{
        BinaryFormat, Wheel,
        binary::{Binary, Unread},
    },
    model::PlatformTag,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WSM001",
    name: "wasm-no-side-module",
    level: Level::Error,
    summary: "An extension module of a Pyodide wheel is no side module of wasm32",
    docs: "\
## What is wrong
The platform tag is `pyemscripten_YEAR_PATCH_wasm32`, and an extension module is not \
WebAssembly, has addresses of 64 bits, or lacks the section `dylink.0` that makes it a dynamic \
library.

## Why it matters
Pyodide loads side modules of wasm32 only: importing fails.

## Example
A wheel that was built with the compiler of the machine instead of `emcc`, and was given the tag \
of Pyodide.

## How to mend it
Build with `pyodide build` or cibuildwheel's `pyodide` platform, which pass `-sSIDE_MODULE=2`.

## Source
https://peps.python.org/pep-0783/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    let mut platforms = name.tags.platforms.iter();
    if !platforms.any(|tag| matches!(tag, PlatformTag::Pyemscripten { .. })) {
        return;
    }
    for (member, binary) in wheel.binaries() {
        if !member.is_python_extension() || !member.name.ends_with(".so") {
            continue;
        }
        let found = match binary {
            Binary::Wasm(wasm) if wasm.is_64 => "wasm64".to_owned(),
            Binary::Wasm(wasm) if !wasm.is_side_module => {
                "a module of WebAssembly without `dylink.0`".to_owned()
            }
            Binary::Wasm(wasm) => match &wasm.defect {
                Some(defect) => defect.clone(),
                None => continue,
            },
            Binary::Unread(Unread::Malformed(why)) => why.clone(),
            Binary::Unread(_) => continue,
            _ => member.format.map_or("no native code", BinaryFormat::as_str).to_owned(),
        };
        report
            .member(
                &member.name,
                "it is no side module of wasm32, which is all that Pyodide loads",
                "build with `pyodide build` or cibuildwheel's platform `pyodide`",
            )
            .evidence(["wanted: a side module of wasm32".to_owned(), format!("found: {found}")]);
    }
}
