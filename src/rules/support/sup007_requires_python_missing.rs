//! SUP007: no Requires-Python.

use super::speaker;
use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP007",
    name: "requires-python-missing",
    level: Level::Info,
    summary: "The metadata has no `Requires-Python`",
    docs: "\
## What is wrong
`Requires-Python` is absent or empty, so that the release is open to every Python.

## Why it matters
Installers on a Python that is too old take the release, mostly the source distribution, and fail in \
the build or at the first import, where they could have taken an older release that runs.

## Example
A `pyproject.toml` without `requires-python`, or a `setup.py` without `python_requires`.

## How to mend it
Set `requires-python = \">=3.11\"` under `[project]`, with the oldest Python that is tested.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#requires-python
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    if metadata.requires_python().is_some_and(|field| !field.value.is_empty()) {
        return;
    }
    let oldest = context.supported().next().map(|version| version.to_string());
    let oldest = oldest.as_deref().unwrap_or("3");
    report
        .file(
            "there is no `Requires-Python`: installers on every Python take the release",
            format!("set requires-python = \">={oldest}\", or the oldest Python that is tested"),
        )
        .evidence([format!("by {}", dist.file_name)]);
}
