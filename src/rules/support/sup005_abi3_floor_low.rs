//! SUP005: an abi3 floor below Requires-Python.

use super::requires;
use crate::{
    model::{PythonTag, PythonVersion},
    rules::{Check, Context, Level, MetadataFile, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP005",
    name: "abi3-floor-low",
    level: Level::Info,
    summary: "The abi3 floor is older than the oldest Python that `Requires-Python` allows",
    docs: "\
## What is wrong
The python tag of an abi3 wheel is the oldest Python that it runs on. `Requires-Python` allows newer \
ones only.

## Why it matters
No installer minds. The extension keeps to the limited API of a Python that is not supported any \
more, and goes without what later versions added (3.11 brought the buffer protocol, 3.12 vectorcall).

## Example
`demo-2.0-cp36-abi3-win_amd64.whl` with `Requires-Python: >=3.10`

## How to mend it
Raise `Py_LIMITED_API` and `py_limited_api` (setuptools) or the `abi3-py310` feature (PyO3) to the \
oldest Python, or leave it.

## Source
https://docs.python.org/3/c-api/stable.html
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(name) = file.wheel_name else { return };
    if !name.tags.abis.iter().any(crate::model::AbiTag::is_stable) {
        return;
    }
    let Some(requires) = requires(file.metadata) else { return };
    let three = context.tables.pythons.python.iter().map(|python| python.version);
    let Some(oldest) = requires.oldest(three.filter(|version| version.major == 3)) else { return };
    let floor = name.tags.pythons.iter().filter_map(|tag| match *tag {
        PythonTag::CPython { major, minor: Some(minor) } => Some(PythonVersion::new(major, minor)),
        _ => None,
    });
    let Some(floor) = floor.min() else { return };
    if floor < oldest {
        report.file(
            format!(
                "the abi3 floor is {floor}, `Requires-Python: {requires}` begins with {oldest}"
            ),
            format!("raise Py_LIMITED_API to {oldest} and tag the wheel cp{}", oldest.nodot()),
        );
    }
}
