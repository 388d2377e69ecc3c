//! WHL001: no `.dist-info` folder, or several.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL001",
    name: "dist-info-count",
    level: Level::Error,
    summary: "The wheel has no `.dist-info` folder, or more than one",
    docs: "\
## What is wrong
A wheel has exactly one top-level folder `NAME-VERSION.dist-info`.

## Why it matters
Without one the file is no wheel. With two, installers differ: some refuse it, some read the first. \
A second folder is mostly the rest of an older build in the same directory, and its files, old code \
among them, are in the wheel as well.

## Example
`demo-1.0.dist-info/` and `demo-0.9.dist-info/` in one wheel, built from a folder with an old \
`build/` in it.

## How to mend it
Delete `build/` and `*.egg-info`, and build from a clean checkout or from the source distribution.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#the-dist-info-directory
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    match wheel.dist_infos.len() {
        1 => {}
        0 => {
            let hint = "build it again with a build backend: `python -m build --wheel`";
            report.file("there is no `.dist-info` folder", hint);
        }
        count => {
            let hint = "delete `build/` and build again from a clean checkout";
            report
                .file(format!("there are {count} `.dist-info` folders"), hint)
                .evidence(&wheel.dist_infos);
        }
    }
}
