//! MAC003: the oldest system that files were linked for.

use super::{Apple, Claim, File};
use crate::{
    dist::{Wheel, binary::AppleVersion},
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
    for level in [Level::Error, Level::Warning] {
        let files: Vec<_> = apple
            .files
            .iter()
            .filter(|file| file.slices.iter().any(|slice| slice.kind.is_loaded()))
            .filter_map(|file| Some((file, excess(file, &apple.claims)?)))
            .filter(|(_, excess)| excess.level == level)
            .collect();
        let Some(((first, _), newest)) = files.first().zip(files.iter().map(|f| f.1.newest).max())
        else {
            continue;
        };
        let more = match files.len() - 1 {
            0 => String::new(),
            1 => ", and so does 1 other file".to_owned(),
            others => format!(", and so do {others} other files"),
        };
        let evidence = files.iter().flat_map(|(file, excess)| {
            excess.slices.iter().map(|slice| format!("{}: {slice}", file.member.name))
        });
        report
            .member(
                &first.member.name,
                format!("it needs version {newest} of the system{more}; the tag allows older ones"),
                format!("build with a deployment target as in the tag, or tag for {newest}"),
            )
            .level(level)
            .evidence(evidence);
    }
}

/// What a file asks beyond the tags.
struct Excess {
    newest: AppleVersion,
    level: Level,
    /// A line each slice
    slices: Vec<String>,
}

/// The loader itself takes files of a newer system, and what they lack is found at their first use.
/// Between macOS 10.9 and 10.13, or 14.0 and 14.4, little was added, and a tag cannot say 14.4.
fn excess(file: &File<'_>, claims: &[Claim]) -> Option<Excess> {
    let mut excess =
        Excess { newest: AppleVersion::default(), level: Level::Warning, slices: Vec::new() };
    for claim in claims {
        let Some(slice) = claim.slice(file.slices) else { continue };
        let Some(build) = claim.build(slice).filter(|build| build.oldest > claim.oldest) else {
            continue;
        };
        if file.is_loaded && build.oldest.major > claim.oldest.major {
            excess.level = Level::Error;
        }
        excess.newest = excess.newest.max(build.oldest);
        excess.slices.push(format!(
            "{}: wanted {} {} or older (`{}`), found {}",
            claim.arch, claim.platform, claim.oldest, claim.tag, build.oldest
        ));
    }
    (!excess.slices.is_empty()).then_some(excess)
}
