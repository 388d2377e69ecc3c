//! SUP001: a wheel for Pythons that Requires-Python excludes.

use super::{accepts, list, requires};
use crate::{
    model::PythonVersion,
    rules::{Check, Context, Level, MetadataFile, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP001",
    name: "tags-excluded",
    level: Level::Error,
    summary: "`Requires-Python` excludes every Python that the tags name",
    docs: "\
## What is wrong
The tags in the file name say which Pythons the wheel is for, and `Requires-Python` excludes them \
all.

## Why it matters
Nobody can install the wheel. Users of that Python get the last release that allowed it, and never \
learn why.

## Example
`demo-2.0-cp39-cp39-win_amd64.whl` with `Requires-Python: >=3.10`: the job for 3.9 was not removed.

## How to mend it
Remove the Python from the build (`build-skip`, or the matrix), or allow it in `requires-python`.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#requires-python
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(name) = file.wheel_name else { return };
    let Some(requires) = requires(file.metadata) else { return };
    let named: Vec<PythonVersion> = context
        .tables
        .pythons
        .python
        .iter()
        .map(|python| python.version)
        .filter(|version| accepts(&name.tags, *version))
        .collect();
    if !named.is_empty() && !named.iter().any(|version| requires.allows_some(*version)) {
        report
            .file(
                format!("`Requires-Python: {requires}` excludes every Python of the tags"),
                "do not build this wheel, or allow its Python in requires-python",
            )
            .evidence([format!("the tags name {}", list(&named))]);
    }
}
