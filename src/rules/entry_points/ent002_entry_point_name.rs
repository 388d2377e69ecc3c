//! ENT002: a name that PyPI does not take.

use super::{place, read};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ENT002",
    name: "entry-point-name",
    level: Level::Error,
    summary: "The name of an entry point is one that PyPI does not take",
    docs: "\
## What is wrong
The name has other characters than letters, digits, `_`, `.` and `-`.

## Why it matters
PyPI refuses the wheel (since May 2026). A script of such a name could lead out of its folder, or \
cannot be typed.

## Example
`[console_scripts]` with `demo tool = demo.cli:main`.

## How to mend it
Rename it under `[project.scripts]` or `[project.entry-points]`.

## Source
https://packaging.python.org/en/latest/specifications/entry-points/#data-model, and pypi/warehouse \
(warehouse/forklift/legacy.py)
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(text) = &wheel.entry_points else { return };
    for entry in read(text).entries {
        if !entry.name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-')) {
            report
                .member(
                    &place(wheel),
                    format!("`{}` is no name for an entry point", entry.name),
                    "take letters, digits, `_`, `.` and `-` alone",
                )
                .evidence([entry.to_string()]);
        }
    }
}
