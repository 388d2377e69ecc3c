//! REC010: a RECORD with a hash of itself.

use super::{REPACK, Recorded, plain};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC010",
    name: "record-hashes-itself",
    level: Level::Warning,
    summary: "RECORD gives a hash for itself",
    docs: "\
## What is wrong
The row of RECORD itself must have an empty hash and size: a file cannot hold its own hash.

## Why it matters
The hash is that of an older state of the file, so it can only be wrong. Tools that verify every \
row refuse the wheel.

## Example
`demo-1.0.dist-info/RECORD,sha256=...,512`

## How to mend it
Run `wheel unpack FILE` and `wheel pack FOLDER`, and report it to the tool that wrote RECORD.

## Source
https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(recorded) = Recorded::of(wheel) else { return };
    for row in &recorded.record.rows {
        let hashed = !row.algorithm.is_empty() || !row.digest.is_empty();
        if plain(&row.path) == recorded.path && hashed {
            report
                .member(&recorded.path, "the row of RECORD itself has a hash", REPACK)
                .evidence([format!("line {}: {}={}", row.line, row.algorithm, row.digest)]);
        }
    }
}
