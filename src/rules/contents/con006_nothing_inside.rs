//! CON006: a wheel that installs nothing.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON006",
    name: "nothing-inside",
    level: Level::Warning,
    summary: "The wheel installs nothing",
    docs: "\
## What is wrong
There is no file beside those of the dist-info folder, no entry point and no dependency.

## Why it matters
Installing succeeds and nothing can be imported: the backend did not find the package.

## Example
A `src` layout with a backend that looks for the package beside `pyproject.toml`.

## How to mend it
Say in the backend's configuration where the package lies.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let is_info =
        |name: &str| name.split('/').next().is_some_and(|top| top.ends_with(".dist-info"));
    let something = wheel.files().any(|member| !is_info(&member.name))
        || wheel.entry_points.is_some()
        || wheel
            .metadata
            .as_ref()
            .is_some_and(|metadata| metadata.requires_dist().next().is_some());
    if !something {
        report.file(
            "the wheel installs nothing",
            "say in the backend's configuration where the package lies",
        );
    }
}
