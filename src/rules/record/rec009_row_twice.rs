//! REC009: a path with two rows.

use std::{borrow::Cow, collections::HashMap};

use super::{REPACK, Recorded, plain};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC009",
    name: "record-row-twice",
    level: Level::Warning,
    summary: "RECORD lists a file twice",
    docs: "\
## What is wrong
Two rows of RECORD name the same file.

## Why it matters
Where they give different hashes nobody can tell which one is meant, and tools differ in which row \
they take. It is the trace of a tool that adds rows without removing the old ones.

## Example
`demo/version.py` was rewritten after the build, and got a second row.

## How to mend it
Run `wheel unpack FILE` and `wheel pack FOLDER`, which write RECORD anew.

## Source
https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(recorded) = Recorded::of(wheel) else { return };
    let mut first: HashMap<Cow<'_, str>, usize> = HashMap::new();
    let mut twice = Vec::new();
    for row in &recorded.record.rows {
        match first.get(&plain(&row.path)) {
            Some(line) => twice.push(format!("lines {line} and {}: {}", row.line, row.path)),
            None => {
                first.insert(plain(&row.path), row.line);
            }
        }
    }
    if !twice.is_empty() {
        let files = count(twice.len(), "file");
        report
            .member(&recorded.path, format!("{files} with more than one row"), REPACK)
            .evidence(twice);
    }
}
