//! ZIP005: a member's two headers contradict each other.

use crate::{
    dist::{Oddity, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, archive::Odd},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP005",
    name: "local-header-differs",
    level: Level::Error,
    summary: "A local header contradicts the directory of the archive",
    docs: "\
## What is wrong
Every member is described twice: by a header before its content and by an entry of the directory \
at the end. The two differ in size, checksum, compression method or flags.

## Why it matters
Installers that read from start to end (uv, while it downloads) go by the header, others (pip) by \
the directory: they see two different files. PyPI refuses different sizes; the other differences \
break some installers (a warning).

## Example
A wheel whose `METADATA` was patched in place, directory entry and content, but not the header.

## How to mend it
Build the wheel with a build backend, or write it anew: `wheel unpack FILE` and `wheel pack \
FOLDER`.

## Source
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7, 4.3.12) and pypi/warehouse, \
`warehouse/utils/zipfiles.py`: \"Mis-matched data size\", \"Mis-matched file size\"; CVE-2025-54368
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    Odd {
        oddity: Oddity::LocalSize,
        level: Level::Error,
        message: "the local header has another size than the directory",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
    Odd {
        oddity: Oddity::LocalOther,
        level: Level::Warning,
        message: "the local header says something else than the directory",
        hint: "write the wheel anew: `wheel unpack FILE`, a look at what is in it, `wheel pack FOLDER`",
    }
    .report(wheel, report);
}
