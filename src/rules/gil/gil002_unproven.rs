//! GIL002: whether the wheel turns the GIL on cannot be read.

use super::{declared, dotted};
use crate::{
    dist::{Wheel, binary::Gil},
    rules::{Check, Context, Level, Reporter, Rule, count_that},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "GIL002",
    name: "gil-unproven",
    level: Level::Info,
    summary: "Whether modules of a free-threaded wheel turn the GIL on cannot be read from them",
    docs: "\
## What is wrong
Nothing may be wrong: the wheel is for free-threaded interpreters, and modules in it decide at run \
time what they declare of the GIL. PyO3 passes a byte that is set at run time; pybind11 3 fills its \
slot table when the module is imported, and relkit reads such code on x86-64 only.

## Why it matters
relkit does not count what it could not check as passed.

## Example
pydantic-core 2.41.4 `cp313-cp313t`, which is made with PyO3.

## How to mend it
Import it once on a free-threaded interpreter, with `PYTHON_GIL` unset: `python3.14t -v -c 'import \
NAME'` prints `requires the GIL` for each module that turns it on.

## Source
https://peps.python.org/pep-0703/#py-mod-gil-slot
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    if !name.tags.is_free_threaded() {
        return;
    }
    let found: Vec<(&str, &String)> = declared(wheel)
        .into_iter()
        .filter_map(|(path, gil)| match gil {
            Gil::Unproven { why } => Some((path, why)),
            _ => None,
        })
        .collect();
    let Some((first, _)) = found.first() else { return };
    let hint = format!(
        "run `python -v -c 'import {}'` on a free-threaded interpreter and look for `requires the GIL`",
        dotted(first)
    );
    let declare = count_that(found.len(), "module", "declares", "declare");
    report
        .file(format!("what {declare} of the GIL is not readable, in a free-threaded wheel"), hint)
        .evidence(found.iter().map(|(path, why)| format!("{}: {why}", dotted(path))));
}
