//! MAC007: the system that files were linked for.

use super::Apple;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MAC007",
    name: "mach-o-platform-differs",
    level: Level::Error,
    summary: "Native code was linked for another of Apple's systems than the tag names",
    docs: "\
## What is wrong
Mach-O files name the system that they were linked for: macOS, iOS, the iOS simulator, Mac \
Catalyst. That of an extension module, or of a library that it loads, is not the one of the \
platform tag.

## Why it matters
The loader refuses a file of another system, though the architecture is the same.

## Example
A module built for the simulator in a wheel `ios_13_0_arm64_iphoneos`: both are arm64.

## How to mend it
Build with the SDK of the system that the tag names (`iphoneos`, `iphonesimulator`, `macosx`).

## Source
https://peps.python.org/pep-0730/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(apple) = Apple::of(wheel) else { return };
    for file in apple.files.iter().filter(|file| file.is_loaded) {
        let mut evidence = Vec::new();
        for claim in &apple.claims {
            let Some(slice) = claim.slice(file.slices) else { continue };
            if slice.builds.is_empty() || claim.build(slice).is_some() {
                continue;
            }
            let found: Vec<_> = slice.builds.iter().map(|b| b.platform.to_string()).collect();
            evidence.push(format!(
                "{}: wanted {} (`{}`), found {}",
                claim.arch,
                claim.platform,
                claim.tag,
                found.join(", ")
            ));
        }
        if !evidence.is_empty() {
            report
                .member(
                    &file.member.name,
                    "it was linked for another system than the tag names",
                    "build with the SDK of the system that the tag names",
                )
                .evidence(evidence);
        }
    }
}
