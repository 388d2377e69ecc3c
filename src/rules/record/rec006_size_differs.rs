//! REC006: content that has not the size in RECORD.

use super::{REPACK, Recorded, same_digest};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC006",
    name: "record-size-differs",
    level: Level::Warning,
    summary: "A file has not the size that RECORD gives for it",
    docs: "\
## What is wrong
The third field of a row is the file's size in bytes. It is another number. (Where the hash differs \
as well, REC005 says so and this rule is silent.) A number that no file can have (2^64 or more) is \
an error.

## Why it matters
The hash is right, so the content is; the tool that wrote RECORD counts wrongly. Tools that compare \
sizes first call the file damaged.

## Example
A size counted before line ends were changed.

## How to mend it
Run `wheel unpack FILE` and `wheel pack FOLDER`, and report it to the tool that wrote RECORD.

## Source
https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(recorded) = Recorded::of(wheel) else { return };
    for (row, member) in recorded.pairs() {
        let Ok(size) = row.size.parse::<u64>() else {
            // What is no number at all is REC002's.
            if !row.size.is_empty() && row.size.bytes().all(|byte| byte.is_ascii_digit()) {
                report
                    .member(&member.name, "no file can have the size that RECORD gives", REPACK)
                    .level(Level::Error)
                    .evidence([format!(
                        "{} digits in RECORD line {}, {} in truth",
                        row.size.len(),
                        row.line,
                        member.size
                    )]);
            }
            continue;
        };
        // RECORD cannot know its own size while it is written.
        let exempt = recorded.is_exempt(&member.name);
        if size != member.size && !exempt && same_digest(row, member) != Some(false) {
            report.member(&member.name, "its size is not the one in RECORD", REPACK).evidence([
                format!("{size} in RECORD line {}, {} in truth", row.line, member.size),
            ]);
        }
    }
}
