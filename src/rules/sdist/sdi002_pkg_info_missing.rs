//! SDI002: a source distribution without PKG-INFO.

use crate::{
    dist::Sdist,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI002",
    name: "pkg-info-missing",
    level: Level::Error,
    summary: "The source distribution has no PKG-INFO",
    docs: "\
## What is wrong
The top-level folder holds no file `PKG-INFO`.

## Why it matters
PyPI refuses the file. Installers must run the build to learn name, version and dependencies.

## Example
An archive of the repository, as forges offer it, is no source distribution.

## How to mend it
Build it with a build backend: `python -m build --sdist`.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-archive-format
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    if sdist.pkg_info.is_none() {
        let path = format!("{}/PKG-INFO", sdist.root().unwrap_or_default());
        let hint = "build it with a build backend: `python -m build --sdist`";
        report.member(&path, super::lacking(sdist, &path, "PKG-INFO file"), hint);
    }
}
