//! ELF020: a module of another system's format.

use std::collections::BTreeSet;

use crate::{
    dist::{BinaryFormat, Member, Wheel},
    model::PlatformTag,
    rules::{Check, Context, Level, Reporter, Rule, loaded::is_sample},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF020",
    name: "module-is-no-elf",
    level: Level::Error,
    summary: "An extension module of a wheel for Linux or Android is native code of another system",
    docs: "\
## What is wrong
Every platform tag names Linux or Android, and a file under a name that Python imports there (`.so`) is \
a PE file of Windows or a Mach-O file of macOS. No other file of the module is ELF. WebAssembly is \
WSM002's.

## Why it matters
Installers pick the wheel, and the import fails: `invalid ELF header`.

## Example
A wheel that was built on macOS and renamed, or repaired on the wrong machine of the CI.

## How to mend it
Build the wheel on the system that its tag names, or correct the tag with `wheel tags --platform-tag`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#manylinux
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    let is_elf = |tag: &PlatformTag| {
        tag.linux_arch().is_some() || matches!(tag, PlatformTag::Android { .. })
    };
    if !name.tags.platforms.iter().all(is_elf) {
        return;
    }
    let modules =
        || wheel.files().filter(|file| file.is_python_extension() && file.name.ends_with(".so"));
    let own: BTreeSet<&str> = modules()
        .filter(|file| file.format == Some(BinaryFormat::Elf))
        .map(Member::module_path)
        .collect();
    let foreign = |format| matches!(format, BinaryFormat::Pe | BinaryFormat::MachO);
    for member in modules().filter(|file| !own.contains(file.module_path()) && !is_sample(file)) {
        let Some(format) = member.format.filter(|format| foreign(*format)) else { continue };
        // A name with the tag of another system is ABI005's.
        let tag = member.file_name().split_once('.').map_or("", |(_, tag)| tag);
        let is_here = tag == "so" || tag.starts_with("abi3") || tag.contains("-linux");
        if is_here {
            report
                .member(
                    &member.name,
                    format!("it is {}, and the wheel is for Linux or Android", format.as_str()),
                    "build the wheel on the system that its tag names, or correct the tag",
                )
                .evidence(["wanted: ELF".to_owned(), format!("found: {}", format.as_str())]);
        }
    }
}
