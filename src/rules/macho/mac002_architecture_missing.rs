//! MAC002: architectures that the tag names and the files lack.

use std::collections::BTreeSet;

use super::Apple;
use crate::{
    dist::{BinaryFormat, Member, Wheel, binary::MachKind},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MAC002",
    name: "mach-o-architecture-missing",
    level: Level::Error,
    summary: "An extension module of a macOS or iOS wheel lacks an architecture that the tag names",
    docs: "\
## What is wrong
The platform tag names an architecture (`universal2` names two), and an extension module, or a \
library that it loads, has no code for it.

## Why it matters
Installers pick the wheel on such machines, and importing it fails with \"incompatible \
architecture\".

## Example
A `universal2` wheel whose vendored library was built by Homebrew on Apple silicon, and holds \
arm64 code alone.

## How to mend it
Build the missing slice (`-arch x86_64 -arch arm64`, then `lipo` or `delocate-merge`), or give \
the wheel the tag of what is in it. `lipo -archs FILE` says what is.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#macos
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(apple) = Apple::of(wheel) else { return };
    foreign(wheel, report);
    for file in apple.files.iter().filter(|file| file.is_loaded) {
        if file.slices.iter().any(|slice| slice.kind == MachKind::Archive) {
            continue;
        }
        let missing: Vec<_> =
            apple.claims.iter().filter(|claim| claim.slice(file.slices).is_none()).collect();
        let Some(first) = missing.first() else { continue };
        let named = missing.iter().map(|claim| claim.arch).collect::<Vec<_>>().join(", ");
        let found: Vec<_> = file.slices.iter().map(|slice| slice.arch.as_str()).collect();
        let is_current = missing.iter().any(|claim| claim.is_current());
        report
            .member(
                &file.member.name,
                format!("it has no code for {named}, which the tag `{}` names", first.tag),
                "build the missing slice, or give the wheel the tag of what is in it",
            )
            .level(if is_current { Level::Error } else { Level::Info })
            .evidence([format!("wanted: {named}"), format!("found: {}", found.join(", "))]);
    }
}

/// Extension modules that are no Mach-O files at all, in a wheel without others of their name.
fn foreign(wheel: &Wheel, report: &mut Reporter<'_>) {
    let extensions =
        || wheel.files().filter(|file| file.is_python_extension() && file.name.ends_with(".so"));
    let is_own = |file: &Member| file.format == Some(BinaryFormat::MachO);
    let own: BTreeSet<&str> =
        extensions().filter(|file| is_own(file)).map(Member::module_path).collect();
    for file in extensions().filter(|file| !is_own(file) && !own.contains(file.module_path())) {
        // The name of another system keeps Python from importing it here.
        let suffix = file.file_name().split('.').rev().nth(1).unwrap_or_default();
        let format = file.format.map_or("no native code", BinaryFormat::as_str);
        if !suffix.contains("-linux") && !suffix.contains("emscripten") {
            report
                .member(
                    &file.name,
                    format!("it is {format}, and the wheel is for macOS or iOS"),
                    "build the wheel on the system that its tag names",
                )
                .evidence(["wanted: Mach-O".to_owned(), format!("found: {format}")]);
        }
    }
}
