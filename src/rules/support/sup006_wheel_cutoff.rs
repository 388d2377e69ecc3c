//! SUP006: wheels for Pythons that the support policy ends.

use super::{accepts, list, requires};
use crate::{
    model::PythonVersion,
    rules::{Check, Context, Level, Release, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SUP006",
    name: "wheel-below-cutoff",
    level: Level::Info,
    summary: "A wheel serves only Pythons that the support policy ends",
    docs: "\
## What is wrong
Every Python that the tags of the wheel name, and that `Requires-Python` allows, is older than the \
oldest one that the policy (`--support`, or `support` in `[tool.relkit]`) asks for. `SUP004` looks at \
`Requires-Python`, this rule at the tags, also where that field is missing.

## Why it matters
The job that builds the wheel costs time in every release, and its Python gets no security fixes any \
more.

## Example
`demo-2.0-cp36-cp36m-win_amd64.whl` under the policy `eol`: 3.6 ended in 2021.

## How to mend it
Do not build the wheel any more (`build-skip`, or the matrix), or state the range that you mean: \
`support = \">=3.6\"`.

## Source
https://devguide.python.org/versions/, https://scientific-python.org/specs/spec-0000/ and \
https://numpy.org/neps/nep-0029-deprecation_policy.html
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(oldest) = context.supported().next() else { return };
    let mut ended: Vec<PythonVersion> = Vec::new();
    let mut files = Vec::new();
    for (dist, wheel) in release.wheels() {
        let Ok(name) = &wheel.name else { continue };
        let requires = dist.metadata().and_then(requires);
        let mut named: Vec<PythonVersion> = context
            .tables
            .pythons
            .python
            .iter()
            .map(|python| python.version)
            .filter(|version| accepts(&name.tags, *version))
            .collect();
        // Where Requires-Python excludes them all SUP001 speaks.
        let allowed =
            |version: &PythonVersion| requires.as_ref().is_none_or(|it| it.allows_some(*version));
        // The newest that is allowed decides, and most wheels serve one that is supported.
        if named.iter().rev().find(|version| allowed(version)).is_none_or(|it| *it >= oldest) {
            continue;
        }
        named.retain(allowed);
        ended.extend(named);
        files.push(&dist.file_name);
    }
    ended.sort();
    ended.dedup();
    if !files.is_empty() {
        let (policy, versions) = (context.support, list(&ended));
        report
            .file(
                format!(
                    "{} for {versions} alone, which `{policy}` ends",
                    count(files.len(), "wheel")
                ),
                format!("build for {oldest} and later only, or set support to what you mean"),
            )
            .evidence(files);
    }
}
