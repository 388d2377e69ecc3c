//! REC002: rows of RECORD that cannot be read.

use super::{REPACK, Recorded};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC002",
    name: "record-malformed",
    level: Level::Error,
    summary: "RECORD has rows that are not path, hash, size",
    docs: "\
## What is wrong
RECORD is CSV with three fields a row: path, `sha256=DIGEST`, size in bytes. Some rows are not, \
or are blank. A byte order mark before the first row is a warning.

## Why it matters
Installers stop at such a row (uv) or read it as something else (pip). At a blank row pip fails with \
an IndexError; a byte order mark becomes a part of the first path.

## Example
A path with a comma in it that is not quoted gives four fields.

## How to mend it
Let a tool write the file: `wheel unpack FILE` and `wheel pack FOLDER`.

## Source
https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
",
    check: Check::Wheel(check),
};

const CUT_HINT: &str = "split the project, or use shorter paths: the rest is not verified";

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(recorded) = Recorded::of(wheel) else { return };
    let mut defects = recorded.record.defects.iter();
    // Where a bound was passed, that is the first defect.
    if recorded.record.cut
        && let Some(defect) = defects.next()
    {
        report
            .member(&recorded.path, "RECORD was not read to its end", CUT_HINT)
            .evidence([format!("line {}: {}", defect.line, defect.what)]);
    }
    if recorded.record.bom {
        report
            .member(&recorded.path, "RECORD begins with a byte order mark", REPACK)
            .level(Level::Warning)
            .evidence(["line 1: for pip it is a part of the first path".to_owned()]);
    }
    let mut wrong: Vec<(usize, String)> = defects.map(|d| (d.line, d.what.clone())).collect();
    for row in &recorded.record.rows {
        let is_number = row.size.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            wrong.push((row.line, format!("the size of `{}` is `{}`", row.path, row.size)));
        }
    }
    wrong.sort();
    if !wrong.is_empty() {
        report
            .member(&recorded.path, format!("{} cannot be read", count(wrong.len(), "row")), REPACK)
            .evidence(wrong.iter().map(|(line, what)| format!("line {line}: {what}")));
    }
}
