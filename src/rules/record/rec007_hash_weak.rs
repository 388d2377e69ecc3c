//! REC007: rows without a usable hash.

use super::{REPACK, Recorded};
use crate::{
    dist::{Row, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REC007",
    name: "record-hash-unusable",
    level: Level::Error,
    summary: "Rows of RECORD have no hash, a weak one, or one in the wrong form",
    docs: "\
## What is wrong
Every row but those of RECORD and its signatures has a hash: SHA-256 or better, in urlsafe base64 \
without `=` at the end.

## Why it matters
A file without a strong hash can be changed unseen, and installers that verify refuse the wheel. \
SHA-384 and SHA-512 are allowed; relkit does not verify those, and says so at level info.

## Example
`demo.py,md5=1B2M2Y8AsgTpgAmY7PhCfg,0`, or `sha256=e3b0c442...` in hexadecimal.

## How to mend it
Update the tool that writes RECORD, or run `wheel unpack FILE` and `wheel pack FOLDER`.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#signed-wheel-files
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(recorded) = Recorded::of(wheel) else { return };
    let rows = || {
        let rows = recorded.record.rows.iter();
        // A folder's row has nothing to hash: REC004.
        rows.filter(|row| !recorded.is_exempt(&super::plain(&row.path)) && !row.path.ends_with('/'))
    };
    let unusable: Vec<String> = rows()
        .filter_map(|row| Some(format!("line {}: {}: {}", row.line, row.path, unusable(row)?)))
        .collect();
    if !unusable.is_empty() {
        let rows = count(unusable.len(), "row");
        report
            .member(&recorded.path, format!("{rows} without a usable hash"), REPACK)
            .evidence(unusable);
    }
    let unverified: Vec<&Row> =
        rows().filter(|row| matches!(&*row.algorithm, "sha384" | "sha512")).collect();
    if let Some(first) = unverified.first() {
        let message = format!(
            "{} with {}, which relkit does not verify",
            count(unverified.len(), "row"),
            first.algorithm
        );
        let hint = "use sha256, which every tool verifies";
        report.member(&recorded.path, message, hint).level(Level::Info);
    }
}

/// What is wrong with the hash of a row.
fn unusable(row: &Row) -> Option<String> {
    match row.algorithm.to_ascii_lowercase().as_str() {
        "" => Some("no hash".to_owned()),
        "sha256" if row.digest.len() == 64 && row.digest.bytes().all(|b| b.is_ascii_hexdigit()) => {
            Some("hexadecimal, not urlsafe base64".to_owned())
        }
        "sha256" | "sha384" | "sha512" if row.digest.ends_with('=') => {
            Some("`=` at the end of the digest".to_owned())
        }
        "sha256" | "sha384" | "sha512" => None,
        other => Some(format!("`{other}` is weaker than sha256, or unknown")),
    }
}
