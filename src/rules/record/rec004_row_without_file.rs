//! REC004: rows of RECORD without a file.

use std::collections::HashSet;

use super::{REPACK, Recorded, plain};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC004",
    name: "record-row-without-file",
    level: Level::Error,
    summary: "RECORD lists files that the archive does not have",
    docs: "\
## What is wrong
Every row of RECORD must name a file of the wheel. Some name nothing, or a folder.

## Why it matters
The file was removed after the build, often by a tool that strips wheels. Strict installers refuse \
the wheel, others report missing files later. PyPI sends a mail and means to refuse it.

## Example
`demo/tests/test_big.py,sha256=...,1200` after the tests were deleted from the wheel.

## How to mend it
Leave the file out in the build, not afterwards; or run `wheel unpack FILE` and `wheel pack FOLDER`.

## Source
https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
",
    check: Check::Wheel(check),
};

/// How a row of a folder is told.
const FOLDER: &str = " is a folder";

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(recorded) = Recorded::of(wheel) else { return };
    let files = recorded.files();
    let folders: HashSet<&str> =
        wheel.members.iter().filter(|member| member.is_dir).map(|member| &*member.name).collect();
    let lost: Vec<String> = recorded
        .record
        .rows
        .iter()
        .filter(|row| !files.contains_key(&plain(&row.path)))
        .map(|row| {
            let what = if folders.contains(&*row.path) { FOLDER } else { "" };
            format!("line {}: {}{what}", row.line, row.path)
        })
        .collect();
    if !lost.is_empty() {
        let rows = count(lost.len(), "row");
        let only_folders = lost.iter().all(|line| line.ends_with(FOLDER));
        let finding =
            report.member(&recorded.path, format!("{rows} without a file in the archive"), REPACK);
        finding.evidence(lost);
        // Installers make the folder and go on.
        if only_folders {
            finding.level(Level::Warning);
        }
    }
}
