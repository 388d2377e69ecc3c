//! CON004: a top-level name that others use.

use super::top_levels;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON004",
    name: "common-top-level",
    level: Level::Warning,
    summary: "The wheel installs a top-level module of a name that others use",
    docs: "\
## What is wrong
At the top of `site-packages` comes `tests`, `docs`, `examples`, `src` or the like.

## Why it matters
All projects share that folder. Another project's `tests` is overwritten, or imported instead.

## Example
`find_packages()` without `exclude`, in a project whose `tests` folder has an `__init__.py`.

## How to mend it
List the packages (`packages = [\"demo\"]`), or exclude the folder.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#what-s-the-deal-with-purelib-vs-platlib
",
    check: Check::Wheel(check),
};

const NAMES: [&str; 13] = [
    "build", "ci", "dist", "doc", "docs", "example", "examples", "scripts", "src", "test",
    "testing", "tests", "tools",
];

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let own = wheel.name.as_ref().map(|name| name.name.normalized()).unwrap_or_default();
    for (top, path) in top_levels(wheel) {
        // A project may well be called so.
        if NAMES.contains(&top) && top != own {
            report.member(
                path,
                format!("`{top}` is installed at the top, where all projects share the names"),
                "list the packages to install, or exclude the folder",
            );
        }
    }
}
