//! SDI003: a source distribution without pyproject.toml.

use crate::{
    dist::{Sdist, SourceKind},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI003",
    name: "pyproject-missing",
    level: Level::Warning,
    summary: "The source distribution has no pyproject.toml",
    docs: "\
## What is wrong
The top-level folder holds no `pyproject.toml`, which the format demands. \
`setup.py` and `PKG-INFO` alone are left in peace: there is nothing to install, and such a file \
refuses, as `relkit stub` writes it for users whose pip would not come to a message behind a \
`pyproject.toml`.

## Why it matters
Installers fall back to setuptools as it is today. The build breaks for your users on the day on \
which it needs a certain version, or stops to support `setup.py` as it is used here.

## Example
A project with `setup.py` alone.

## How to mend it
Add a `pyproject.toml` with `[build-system]`, at least `requires = [\"setuptools\"]` and \
`build-backend = \"setuptools.build_meta\"`.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-archive-format
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    if sdist.pyproject.is_none() && !only_refuses(sdist) {
        let path = format!("{}/pyproject.toml", sdist.root().unwrap_or_default());
        let hint = "add a pyproject.toml with [build-system] and see that it is packed";
        report.member(&path, super::lacking(sdist, &path, "pyproject.toml"), hint);
    }
}

/// Whether there is nothing to install: setup.py and PKG-INFO, and no other file.
fn only_refuses(sdist: &Sdist) -> bool {
    let root = sdist.root().unwrap_or_default();
    let files = sdist.members.iter().filter(|member| member.kind != SourceKind::Dir);
    let mut inner: Vec<_> = files
        .map(|it| it.name.strip_prefix(root).and_then(|rest| rest.strip_prefix('/')))
        .collect();
    inner.sort_unstable();
    inner == [Some("PKG-INFO"), Some("setup.py")]
}
