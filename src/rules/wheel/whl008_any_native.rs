//! WHL008: native code in a wheel for every platform.

use super::{is_any, named, native};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
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
those run on their own platform only.

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
        report
            .file(
                format!("the platform tag is `any`, and there is native code in {files}"),
                "build one wheel a platform; ignore WHL008 where the files are data only",
            )
            .evidence(named(&native));
    }
}
