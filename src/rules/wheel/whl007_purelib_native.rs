//! WHL007: native code for the folder of pure Python.

use super::{named, native, wheel_path};
use crate::{
    dist::Wheel,
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
native code in it.

## Why it matters
On systems where purelib and platlib are two folders (Fedora, RHEL and others: `lib` and `lib64`) \
the native code lands in the folder that several architectures share. auditwheel refuses it.

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
    let pure = file.root_is_purelib().is_some_and(|field| field.value.eq_ignore_ascii_case("true"));
    // In an `any` wheel the tag is at fault: WHL008.
    if !pure || super::is_any(&name.tags) {
        return;
    }
    let data = format!("{}.data/", name.stem());
    let mut native = native(wheel);
    native.retain(|member| !member.name.starts_with(&data));
    if !native.is_empty() {
        report
            .member(
                &wheel_path(wheel),
                format!(
                    "`Root-Is-Purelib: true`, and {} of native code",
                    count(native.len(), "file")
                ),
                "tell the build backend that the wheel is not pure, and build again",
            )
            .evidence(named(&native));
    }
}
