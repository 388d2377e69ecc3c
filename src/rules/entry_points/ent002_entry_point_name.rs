//! ENT002: a name that PyPI does not take.

use jiff::civil::{Date, date};

use super::{place, read};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
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

/// Since when PyPI refuses them.
const REFUSED: Date = date(2026, 5, 1);

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(text) = &wheel.entry_points else { return };
    let odd = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
    let entries = read(text).entries;
    let names: Vec<String> = entries
        .iter()
        .filter(|entry| entry.name.chars().any(odd))
        .map(ToString::to_string)
        .collect();
    if !names.is_empty() {
        let message = format!("{} with a name that PyPI refuses", count(names.len(), "entry"));
        let hint = "take letters, digits, `_`, `.` and `-` alone";
        let finding = report.member(&place(wheel), message, hint);
        finding.evidence(names);
        finding.warning_if_built_before(wheel, REFUSED);
    }
}
