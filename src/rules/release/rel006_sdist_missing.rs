//! REL006: a release without a source distribution.

use crate::rules::{Check, Context, Level, Release, Reporter, Rule, count};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL006",
    name: "sdist-missing",
    level: Level::Warning,
    summary: "The release has wheels and no source distribution",
    docs: "\
## What is wrong
Several wheels of one version were given, and no source distribution.

## Why it matters
Platforms and Pythons without a wheel get nothing. Linux distributions and conda-forge build from \
the source distribution. (A single wheel is not taken for a release.)

## Example
A release made by a job that runs cibuildwheel and nothing else.

## How to mend it
Add `python -m build --sdist`, and build the wheels from its result. A project that does not publish \
its sources adds `REL006` to `ignore`.

## Source
https://packaging.python.org/en/latest/discussions/package-formats/
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    if release.dists.len() > 1 && !release.has_sdist() {
        report.file(
            format!("{} and no source distribution", count(release.dists.len(), "wheel")),
            "build it with `python -m build --sdist`, and build the wheels from it",
        );
    }
}
