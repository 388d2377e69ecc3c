//! REC003: files that RECORD does not list.

use super::{REPACK, Recorded};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC003",
    name: "file-not-in-record",
    level: Level::Error,
    summary: "The archive has files that RECORD does not list",
    docs: "\
## What is wrong
Every file of the wheel must have a row in RECORD, RECORD itself among them. Folders have none, and \
`RECORD.jws` and `RECORD.p7s` need none.

## Why it matters
The file was added after the build. It is installed without a hash to check it by, and strict \
installers refuse the wheel. PyPI sends a mail and means to refuse it.

## Example
FMPy 0.3.15 has 18 libraries for Linux and macOS that RECORD does not list.

## How to mend it
Add files in the build, not afterwards; or run `wheel unpack FILE` and `wheel pack FOLDER`.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#the-dist-info-directory
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(recorded) = Recorded::of(wheel) else { return };
    if recorded.record.cut {
        return; // REC002 says so; what the rest lists is not known.
    }
    let rows = recorded.paths();
    let missing: Vec<&str> = wheel
        .files()
        .map(|member| member.name.as_str())
        .filter(|path| {
            let signature = *path != recorded.path && recorded.is_exempt(path);
            !rows.contains(&super::plain(path)) && !signature
        })
        .collect();
    if let [first, ..] = missing[..] {
        let message = match missing.len() {
            1 => "the file is not in RECORD".to_owned(),
            files => format!("this and {} are not in RECORD", count(files - 1, "other file")),
        };
        report.member(first, message, REPACK).evidence(missing.iter().skip(1));
    }
}
