//! WHL008: native code in a wheel for every platform.

use super::{is_any, named, native};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count, loaded::is_sample},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL008",
    name: "any-wheel-with-native-code",
    level: Level::Warning,
    summary: "A wheel with the platform tag `any` contains native code",
    docs: "\
## What is wrong
The platform tag `any` says that the wheel runs everywhere. It contains libraries or programs, and \
those run on their own platform only. Assemblies of .NET that were built for any CPU are none of them. \
It is info where all of it is the programs that installers make scripts of (those of distlib and \
setuptools) or lies among the tests of the package.

## Why it matters
Installers pick the wheel on every platform, and importing it fails on all but a few. No tool checks \
what the libraries need (glibc, macOS version), and every user downloads all of them.

## Example
FMPy 0.3.15 `py3-none-any` carries libraries for Linux, macOS and Windows.

## How to mend it
Build one wheel a platform with the right tags. Where the native files are data that no code of the \
package loads (test files, firmware), add `WHL008` to `ignore`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#platform-tag
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    let native = native(wheel);
    if is_any(&name.tags) && !native.is_empty() {
        let files = count(native.len(), "file");
        let finding = report.file(
            format!("the platform tag is `any`, and there is native code in {files}"),
            "build one wheel a platform; ignore WHL008 where the files are data only",
        );
        finding.evidence(named(&native));
        if native.iter().all(|member| is_launcher(&member.name) || is_sample(member)) {
            finding.level(Level::Info);
        }
    }
}

/// Whether a member is a program that installers on Windows copy for every script of a package:
/// those of distlib, which pip brings too, and of setuptools.
fn is_launcher(path: &str) -> bool {
    const OF_DISTLIB: [&str; 2] = ["t", "w"];
    const OF_SETUPTOOLS: [&str; 2] = ["cli", "gui"];
    let Some((folder, name)) = path.rsplit_once('/') else { return false };
    let Some(stem) = name.strip_suffix(".exe") else { return false };
    let kinds = match folder.rsplit('/').next() {
        Some("distlib") => OF_DISTLIB,
        Some("setuptools") => OF_SETUPTOOLS,
        _ => return false,
    };
    let machine = kinds.iter().find_map(|kind| stem.strip_prefix(kind));
    let machine = machine.map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    matches!(machine, Some("" | "32" | "64" | "64-arm" | "arm64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn launchers_are_known_by_folder_and_name() {
        for path in [
            "pip/_vendor/distlib/t64-arm.exe",
            "distlib/w32.exe",
            "setuptools/cli.exe",
            "setuptools/gui-arm64.exe",
            "setuptools/cli-32.exe",
        ] {
            assert!(is_launcher(path), "{path}");
        }
        for path in ["demo/t64.exe", "distlib/tool.exe", "t64.exe", "setuptools/cli-64.dll"] {
            assert!(!is_launcher(path), "{path}");
        }
    }
}
