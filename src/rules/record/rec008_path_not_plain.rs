//! REC008: rows of RECORD with a path that leads elsewhere.

use super::{REPACK, Recorded};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count, paths::unsafe_path},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC008",
    name: "record-path-not-plain",
    level: Level::Error,
    summary: "Rows of RECORD have paths that are absolute, or hold `.` or `..`",
    docs: "\
## What is wrong
A path in RECORD is relative to the wheel's root and equal to the path in the archive. These begin \
with `/` or a drive letter, or have a part that is empty, `.` or `..`. (`\\` between parts is read \
as `/`, as PyPI does.)

## Why it matters
No row matches a file, so nothing is verified. An uninstaller that follows such a path removes files \
outside of the package.

## Example
selenium 4.1.0: all 298 rows begin with `/`, such as `/selenium/__init__.py`.

## How to mend it
Correct the tool that writes RECORD, or run `wheel unpack FILE` and `wheel pack FOLDER`.

## Source
https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(recorded) = Recorded::of(wheel) else { return };
    let odd: Vec<String> = recorded
        .record
        .rows
        .iter()
        .filter_map(|row| {
            let path = row.path.replace('\\', "/");
            let why = unsafe_path(path.strip_suffix('/').unwrap_or(&path))?;
            Some(format!("line {}: {}: {why}", row.line, row.path))
        })
        .collect();
    if !odd.is_empty() {
        let rows = count(odd.len(), "row");
        report
            .member(&recorded.path, format!("{rows} with a path that is not plain"), REPACK)
            .evidence(odd);
    }
}
