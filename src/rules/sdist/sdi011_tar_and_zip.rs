//! SDI011: files that are tar and zip.

use crate::{
    dist::Sdist,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI011",
    name: "sdist-tar-and-zip",
    level: Level::Error,
    summary: "The file is a tar archive and a zip archive at once",
    docs: "\
## What is wrong
The file is a gzipped tar archive, and its last bytes hold the end record of a zip archive.

## Why it matters
Tools that look at the content instead of the name unpack the other archive. PyPI refuses the \
file.

## Example
A zip archive appended to a `.tar.gz`.

## How to mend it
Build it again with a build backend: `python -m build --sdist`.

## Source
https://nvd.nist.gov/vuln/detail/CVE-2026-3219 and pypi/warehouse, `warehouse/forklift/legacy.py`
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    if sdist.stream.is_zip {
        report.file("the file is a zip archive as well", HINT);
    }
}

const HINT: &str =
    "do not install it; build it again with a build backend: `python -m build --sdist`";
