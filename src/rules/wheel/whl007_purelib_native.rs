//! WHL007: native code for the folder of pure Python.

use super::{named, native, wheel_path};
use crate::{
    dist::{Wheel, binary::Binary},
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL007",
    name: "native-code-in-purelib",
    level: Level::Error,
    summary: "`Root-Is-Purelib: true` in a platform wheel with native code",
    docs: "\
## What is wrong
`WHEEL` says that the wheel's root goes into the folder for pure Python (purelib), and there is \
native code in it; or native code lies in `NAME-VERSION.data/purelib`.

## Why it matters
On systems where purelib and platlib are two folders (Fedora, RHEL and others: `lib` and `lib64`) \
the native code lands in the folder that several architectures share, away from the package that \
imports it. For an extension module on Linux this is an error, else a warning: libraries that are \
loaded as data work from there.

## Example
A setuptools project that copies a prebuilt library as package data has no `ext_modules`, so that \
setuptools calls it pure.

## How to mend it
Tell the backend that the wheel is not pure. With setuptools give the `Distribution` a \
`has_ext_modules` that returns true, then build again.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#what-s-the-deal-with-purelib-vs-platlib
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let (Ok(name), Some(file)) = (&wheel.name, &wheel.wheel_file) else { return };
    // In an `any` wheel the tag is at fault: WHL008.
    if super::is_any(&name.tags) {
        return;
    }
    let pure = file.root_is_purelib().is_some_and(|field| field.value.eq_ignore_ascii_case("true"));
    let data = format!("{}.data/", name.stem());
    let purelib = format!("{data}purelib/");
    let mut native = native(wheel);
    native.retain(|member| {
        let in_root = !member.name.starts_with(&data);
        member.name.starts_with(&purelib) || (in_root && pure)
    });
    if native.is_empty() {
        return;
    }
    let message = format!("{} of native code for purelib", count(native.len(), "file"));
    let hint = "tell the build backend that the wheel is not pure, and build again";
    let linux = name.tags.platforms.iter().any(|tag| tag.linux_arch().is_some());
    let module = native.iter().any(|member| {
        let images = member.binary.as_deref().map(Binary::python).unwrap_or_default();
        images.iter().any(|(_, python)| python.modules().next().is_some())
    });
    let finding = report.member(&wheel_path(wheel), message, hint);
    finding.evidence(named(&native));
    if !linux || !module {
        finding.level(Level::Warning);
    }
}
