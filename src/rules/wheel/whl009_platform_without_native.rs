//! WHL009: a platform wheel without native code.

use super::is_any;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL009",
    name: "platform-wheel-without-native-code",
    level: Level::Info,
    summary: "A wheel for one platform contains no native code",
    docs: "\
## What is wrong
The platform tag names one platform, and nothing in the wheel is native code.

## Why it matters
Either the extension was not built (an optional extension whose compiler failed), and users silently \
get the slow path; or the wheel is pure and could serve every platform as `py3-none-any`.

## Example
A `cp314-cp314-win_amd64` wheel with Python files only, because the C compiler was not found and the \
extension is optional.

## How to mend it
Read the build log. Make the build fail where the extension cannot be built, or tag the wheel \
`py3-none-any`. Where Python code differs by platform, add `WHL009` to `ignore`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#platform-tag
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    // Assemblies of .NET may be there for its runtime on one system.
    let is_pure = wheel.files().all(|member| member.format.is_none());
    if !is_any(&name.tags) && is_pure {
        report.file(
            "the wheel is for one platform, and holds no native code",
            "see in the build log whether the extension was built; else tag it `py3-none-any`",
        );
    }
}
