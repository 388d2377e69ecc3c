//! REC001: a wheel without RECORD.

use super::REPACK;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, lacking},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC001",
    name: "record-missing",
    level: Level::Error,
    summary: "The wheel has no RECORD",
    docs: "\
## What is wrong
The `.dist-info` folder holds no file `RECORD`.

## Why it matters
RECORD lists every file with its hash. PyPI refuses a wheel without it, installers fail, and nothing \
could uninstall the package.

## Example
A wheel that was changed with `zip` and lost the file.

## How to mend it
Run `wheel unpack FILE` and `wheel pack FOLDER`, which write RECORD anew.

## Source
https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    if let (Some(path), None) = (wheel.dist_info_path("RECORD"), &wheel.record) {
        report.member(&path, lacking(wheel, "RECORD"), REPACK);
    }
}
