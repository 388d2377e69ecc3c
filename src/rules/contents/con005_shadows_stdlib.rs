//! CON005: a module that shadows Python's own.

use super::top_levels;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON005",
    name: "shadows-stdlib",
    level: Level::Warning,
    summary: "A top-level module has the name of one of Python's own",
    docs: "\
## What is wrong
The wheel installs a module or package whose name is one of the standard library's.

## Why it matters
Python finds its own first, so that the wheel's cannot be imported; with other settings of the \
path all programs get the wheel's instead.

## Example
A project that installs `secrets.py` at the top.

## How to mend it
Move the module into a package of the project's name.

## Source
https://docs.python.org/3/py-modindex.html
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    for (top, path) in top_levels(wheel) {
        // `test` is CON004's.
        if top != "test" && context.tables.stdlib.contains(top) {
            report
                .member(
                    path,
                    format!("`{top}` has the name of a module of Python's own"),
                    "move it into a package of the project's name",
                )
                .evidence([format!("by {}", context.tables.stdlib.source)]);
        }
    }
}
