//! ENT001: entry points that cannot be read.

use super::{place, read};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ENT001",
    name: "entry-points-unreadable",
    level: Level::Error,
    summary: "`entry_points.txt` cannot be read",
    docs: "\
## What is wrong
The file is in the form that Python's `configparser` reads with `=` alone between name and value: \
sections in brackets, a line `name = value` each. A line is neither, or stands before the first \
section. A section or a name that stands twice is a warning.

## Why it matters
PyPI refuses the file. Readers that are less strict lose the entries behind.

## Example
`demo = demo.cli:main` without `[console_scripts]` above it.

## How to mend it
Declare the scripts in `pyproject.toml` under `[project.scripts]` and build again.

## Source
https://packaging.python.org/en/latest/specifications/entry-points/#file-format
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(text) = &wheel.entry_points else { return };
    let found = read(text);
    let hint = "declare entry points in pyproject.toml, and build again";
    if !found.faults.is_empty() {
        let message = "there are lines that are no entry points";
        let lines = found.faults.iter().map(|(line, what)| format!("line {line}: {what}"));
        report.member(&place(wheel), message, hint).evidence(lines);
    }
    if !found.twice.is_empty() {
        let message = "sections or names stand twice";
        let lines = found.twice.iter().map(|(line, what)| format!("line {line}: {what}"));
        report.member(&place(wheel), message, hint).level(Level::Warning).evidence(lines);
    }
}
