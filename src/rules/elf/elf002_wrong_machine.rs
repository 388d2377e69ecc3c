//! ELF002: a file for another machine than the tag's.

use super::{machine, view};
use crate::{
    dist::{
        Wheel,
        binary::{Elf, ElfKind},
    },
    model::{LinuxArch, PlatformTag},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF002",
    name: "elf-for-another-machine",
    level: Level::Error,
    summary: "An ELF file is for another machine than the platform tag says",
    docs: "\
## What is wrong
Machine, class, byte order or the flags of the floating-point and function-call ABI are not those of \
the platform tag's architecture. It is an error for what Python imports and for the libraries that \
such a file needs; other files may be meant for other machines, and are info.

## Why it matters
Installers pick the wheel by its tag, and the import fails: `wrong ELF class`, `cannot open shared \
object file`.

## Example
An extension for x86-64 in a wheel tagged `manylinux_2_28_aarch64`, because the wheel was renamed or \
cross-compiled without telling the build backend. In an armv7l wheel: soft float.

## How to mend it
Build the file on, or for, the architecture, or correct the tag with `wheel tags --platform-tag`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#manylinux
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    let archs: Vec<LinuxArch> = name.tags.platforms.iter().filter_map(arch).collect();
    // Tags of other systems have files of other formats; `any` is WHL008's.
    if archs.is_empty() || archs.len() < name.tags.platforms.len() {
        return;
    }
    let right = |elf: &Elf| archs.iter().any(|arch| elf.is_for(*arch));
    let needed: Vec<&str> = view::files(wheel)
        .filter(|(member, elf)| right(elf) || view::is_extension(member, elf))
        .flat_map(|(_, elf)| elf.needed.iter().map(String::as_str))
        .collect();
    let wanted: Vec<&str> = archs.iter().map(|arch| arch.as_str()).collect();
    let wanted = wanted.join(" or ");
    // A wheel of which no file is for the tag's machine has the wrong tag.
    let none = view::files(wheel).all(|(_, elf)| !right(elf));
    for (member, elf) in view::files(wheel) {
        let why = if right(elf) {
            let faults: Vec<_> = archs.iter().map(|arch| machine::flags(elf, *arch)).collect();
            match faults[..] {
                [Some(fault)] => fault.to_owned(),
                _ => continue,
            }
        } else {
            format!("it is for {}", machine::name(elf))
        };
        if elf.kind == ElfKind::Other {
            continue;
        }
        let loaded = view::is_extension(member, elf) || needed.contains(&member.file_name());
        let finding = report.member(
            &member.name,
            format!("the platform tag is for {wanted}, and {why}"),
            "build it for the tag's architecture, or correct the tag with `wheel tags`",
        );
        finding.evidence([format!(
            "wanted: {wanted}; found: {}, flags {:#x}",
            machine::name(elf),
            elf.flags
        )]);
        if !loaded && !none {
            finding.level(Level::Info);
        } else if !loaded {
            finding.level(Level::Warning);
        }
    }
}

/// The architecture of a tag of Linux or Android.
fn arch(tag: &PlatformTag) -> Option<LinuxArch> {
    match tag {
        PlatformTag::Android { abi, .. } => Some(machine::of_android(*abi)),
        tag => tag.linux_arch(),
    }
}
