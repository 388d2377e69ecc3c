//! ZIP004: a compression method that PyPI refuses.

use crate::{
    dist::{Method, Wheel},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP004",
    name: "compression-method",
    level: Level::Error,
    summary: "A member is compressed by something else than deflate",
    docs: "\
## What is wrong
Members of a wheel are stored as they are or compressed by deflate. This one is neither.

## Why it matters
PyPI refuses the wheel, and installers without that method fail. Of the methods that zip tools \
offer (bzip2, LZMA, Zstandard), none is everywhere.

## Example
`zip -Z bzip2`, or a tool that compresses by Zstandard because it is faster.

## How to mend it
Repack the wheel with deflate: `wheel unpack FILE` and `wheel pack FOLDER`. relkit has not verified \
the content of such a member.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for member in &wheel.members {
        if let Method::Other(_) = member.method {
            report.member(
                &member.name,
                format!("it is compressed by {}, PyPI takes deflate only", member.method),
                "run `wheel unpack` and `wheel pack`, which compress by deflate",
            );
        }
    }
}
