//! MET001: a wheel without METADATA.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, lacking},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET001",
    name: "metadata-missing",
    level: Level::Error,
    summary: "The wheel has no METADATA",
    docs: "\
## What is wrong
The `.dist-info` folder holds no file `METADATA`.

## Why it matters
It names the project, the version and the dependencies. PyPI refuses the file and installers fail.

## Example
A wheel that a script zipped together.

## How to mend it
Build it with a build backend: `python -m build --wheel`.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    if let (Some(path), None) = (wheel.dist_info_path("METADATA"), &wheel.metadata) {
        let hint = "build it again with a build backend: `python -m build --wheel`";
        report.member(&path, lacking(wheel, "METADATA"), hint);
    }
}
