//! REC005: content that has not the hash in RECORD.

use super::{REPACK, Recorded, same_digest};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC005",
    name: "record-hash-differs",
    level: Level::Error,
    summary: "A file has not the hash that RECORD gives for it",
    docs: "\
## What is wrong
RECORD has the SHA-256 of every file. That of this file is another.

## Why it matters
The file was changed after the build, by a script or by somebody else. Installers that verify refuse \
the wheel. pip and uv do not verify, which is why it goes unnoticed until a packager or a scanner \
finds it.

## Example
sentry_cli 3.8.0: `WHEEL` was rewritten to change the tags, and its row in RECORD was not.

## How to mend it
Find out what changed the file. Change tags with `wheel tags`; repack anything else with \
`wheel unpack FILE` and `wheel pack FOLDER`.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#signed-wheel-files
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(recorded) = Recorded::of(wheel) else { return };
    for (row, member) in recorded.pairs() {
        if recorded.is_exempt(&member.name) || same_digest(row, member) != Some(false) {
            continue;
        }
        let Some(digest) = member.digest else { continue };
        let found = digest.record_form();
        let finding = report.member(&member.name, "its SHA-256 is not the one in RECORD", REPACK);
        finding.evidence([
            format!("RECORD line {}: sha256={}", row.line, row.digest),
            format!("content: sha256={found}"),
        ]);
        if row.size != member.size.to_string() && !row.size.is_empty() {
            finding.evidence([format!("size: {} in RECORD, {} in truth", row.size, member.size)]);
        }
    }
}
