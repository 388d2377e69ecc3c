//! WIN002: machines that the tag does not name.

use super::Windows;
use crate::{
    dist::{BinaryFormat, Wheel},
    model::WindowsArch,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WIN002",
    name: "pe-machine-differs",
    level: Level::Error,
    summary: "An extension module of a Windows wheel is for another machine than the tag names",
    docs: "\
## What is wrong
The platform tag names a machine (`win32`, `win_amd64`, `win_arm64`), and an extension module, \
or a DLL that it needs, holds code for another.

## Why it matters
Installers pick the wheel, and importing it fails with \"DLL load failed: %1 is not a valid Win32 \
application\".

## Example
A wheel that was cross-compiled for ARM64 and got the tag `win_amd64` of the machine that built \
it. ARM64EC code (`win_amd64` in its header) runs in x86-64 processes of ARM64 machines alone.

## How to mend it
Build for the machine that the tag names, or give the wheel the tag of the machine.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#windows
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(windows) = Windows::of(wheel) else { return };
    let machine = windows.machine;
    let mut wrong = |member: &str, found: &str| {
        report
            .member(
                member,
                format!("it is {found}, and the wheel is for {machine}"),
                "build for the machine that the tag names, or give the wheel another tag",
            )
            .evidence([format!("wanted: {}", name(machine)), format!("found: {found}")]);
    };
    for file in windows.files.iter().filter(|file| file.is_loaded) {
        if !file.pe.is_for(machine) {
            wrong(&file.member.name, &file.pe.machine_name());
        }
    }
    for member in wheel.files().filter(|file| file.name.ends_with(".pyd")) {
        let foreign = member.format.filter(|format| *format != BinaryFormat::Pe);
        if let Some(format) = foreign.filter(|_| member.is_python_extension()) {
            wrong(&member.name, format.as_str());
        }
    }
}

fn name(machine: WindowsArch) -> &'static str {
    match machine {
        WindowsArch::Win32 => "32-bit x86",
        WindowsArch::Amd64 => "x86-64",
        WindowsArch::Arm64 => "ARM64",
        WindowsArch::Arm32 => "32-bit ARM",
        WindowsArch::Ia64 => "Itanium",
    }
}
