//! MAC008: code signatures.

use super::Apple;
use crate::{
    dist::{Wheel, binary::ApplePlatform},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MAC008",
    name: "mach-o-unsigned",
    level: Level::Error,
    summary: "An arm64 slice of a macOS wheel has no code signature",
    docs: "\
## What is wrong
The arm64 slice of an extension module, or of a library that it loads, has no code signature, \
not even an ad-hoc one.

## Why it matters
macOS on Apple silicon runs signed code only: the process is killed, or importing fails. Intel \
slices need no signature.

## Example
A module linked by an old cross-linker, or one that `strip` of another system rewrote. Apple's \
linker signs what it writes; `install_name_tool` and `strip` break the signature where they do \
not renew it.

## How to mend it
Sign the file as the last step: `codesign --force --sign - FILE`, or `rcodesign sign FILE` on \
other systems. `delocate-wheel` does so for what it changes.

## Source
https://developer.apple.com/documentation/macos-release-notes/macos-big-sur-11_0_1-universal-apps-release-notes
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(apple) = Apple::of(wheel) else { return };
    let on_arm = apple
        .claims
        .iter()
        .find(|claim| claim.platform == ApplePlatform::Macos && claim.arch == "arm64");
    let Some(claim) = on_arm else { return };
    for file in apple.files.iter().filter(|file| file.is_loaded) {
        let Some(slice) = claim.slice(file.slices) else { continue };
        if slice.kind.is_loaded() && !slice.is_signed && slice.defect.is_none() {
            report
                .member(
                    &file.member.name,
                    "its arm64 slice has no code signature, and macOS runs signed code only",
                    "sign it as the last step: `codesign --force --sign - FILE`",
                )
                .evidence(["wanted: LC_CODE_SIGNATURE, ad hoc at least", "found: none"]);
        }
    }
}
