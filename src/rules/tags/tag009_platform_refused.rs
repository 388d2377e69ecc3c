//! TAG009: a platform tag that PyPI refuses.

use crate::{
    model::{PlatformTag, WheelName},
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
    tables::IndexRules,
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG009",
    name: "platform-tag-refused",
    level: Level::Error,
    summary: "PyPI refuses the platform tag",
    docs: "\
## What is wrong
PyPI takes wheels with certain platform tags only: `any`, Windows, macOS 10.x and the major \
versions that it knows with minor number 0, manylinux and musllinux on known architectures, iOS, \
Android, Pyodide. The list stands in `matrices/index_rules.toml` with its date.

## Why it matters
The upload fails, often as the last of many files. `linux_x86_64` says nothing about the C library, \
so the wheel may not run anywhere else. `macosx_14_5` is accepted by no interpreter from macOS 11 \
on: installers ask for minor number 0 there.

## Example
`demo-1.0-cp314-cp314-linux_x86_64.whl` has not gone through auditwheel. \
`demo-1.0-cp314-cp314-macosx_14_5_arm64.whl` was built with `MACOSX_DEPLOYMENT_TARGET=14.5`.

## How to mend it
Linux: `auditwheel repair FILE`, or let cibuildwheel do it. macOS: set `MACOSX_DEPLOYMENT_TARGET` to \
the oldest release that you support, such as `11.0`, and build again.

## Source
pypi/warehouse, warehouse/utils/wheel.py, on the date of `matrices/index_rules.toml`
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    for tag in &name.tags.platforms {
        if let Some(hint) = refused(tag, &context.tables.index) {
            report
                .file(format!("PyPI refuses the platform tag `{tag}`"), hint)
                .evidence([format!("by its rules of {}", context.tables.index.as_of)]);
        }
    }
}

/// The mend, where the tag is refused.
fn refused(tag: &PlatformTag, index: &IndexRules) -> Option<String> {
    if index.accepts(tag) {
        return None;
    }
    Some(match tag {
        PlatformTag::Linux(arch) => format!(
            "run `auditwheel repair`, which finds the manylinux_X_Y_{arch} or musllinux_X_Y_{arch} tag"
        ),
        PlatformTag::Macos { major, minor, arch } if *minor != 0 => format!(
            "set MACOSX_DEPLOYMENT_TARGET={major}.0 and build again: `macosx_{major}_0_{arch}`"
        ),
        PlatformTag::Macos { arch, .. } => {
            format!("set MACOSX_DEPLOYMENT_TARGET=11.0 and build again: `macosx_11_0_{arch}`")
        }
        _ => "set a platform tag that PyPI knows with `wheel tags --platform-tag`".to_owned(),
    })
}
