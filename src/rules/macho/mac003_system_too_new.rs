//! MAC003: the oldest system that files were linked for.

use super::Apple;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MAC003",
    name: "mach-o-system-too-new",
    level: Level::Error,
    summary: "Native code needs a newer macOS or iOS than the tag says",
    docs: "\
## What is wrong
The platform tag names the oldest version of the system that the wheel runs on. A Mach-O file in \
it was linked for a newer one (`minos`, the deployment target).

## Why it matters
Installers pick the wheel on the older system. The loader refuses the file there, or it fails at \
a function that the older system lacks.

## Example
A `macosx_10_13_x86_64` wheel with a library that Homebrew built on macOS 14. The floor is that \
of each slice: no Mac ran arm64 code before 11.0, so that `macosx_10_9_universal2` asks 11.0 of \
the arm64 slice.

## How to mend it
Set `MACOSX_DEPLOYMENT_TARGET` (or `IPHONEOS_DEPLOYMENT_TARGET`) to the version in the tag and \
build again, dependencies included; or give the wheel the version that the message names.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#macos
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(apple) = Apple::of(wheel) else { return };
    for file in apple.files.iter().filter(|file| file.slices.iter().any(|s| s.kind.is_loaded())) {
        let mut newest = None;
        let mut evidence = Vec::new();
        for claim in &apple.claims {
            let Some(slice) = claim.slice(file.slices) else { continue };
            let Some(build) = claim.build(slice) else { continue };
            if build.oldest > claim.oldest {
                newest = newest.max(Some(build.oldest));
                evidence.push(format!(
                    "{}: wanted {} {} or older (`{}`), found {}",
                    claim.arch, claim.platform, claim.oldest, claim.tag, build.oldest
                ));
            }
        }
        if let Some(newest) = newest {
            report
                .member(
                    &file.member.name,
                    format!("it needs version {newest} of the system, the tag allows older ones"),
                    format!("build with a deployment target as in the tag, or tag for {newest}"),
                )
                .level(if file.is_loaded { Level::Error } else { Level::Warning })
                .evidence(evidence);
        }
    }
}
