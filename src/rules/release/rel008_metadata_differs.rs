//! REL008: files of a release with different dependencies.

use std::collections::BTreeSet;

use crate::{
    dist::{Dist, Metadata},
    rules::{Check, Context, Level, Release, Reporter, Rule, dependency},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL008",
    name: "metadata-differs",
    level: Level::Warning,
    summary: "The wheels of the release have different dependencies or `Requires-Python`",
    docs: "\
## What is wrong
`Requires-Python`, `Requires-Dist` or `Provides-Extra` are not the same in all wheels.

## Why it matters
Tools that lock for all platforms (uv, Poetry, PDM) read the metadata of one wheel and take it for \
that of all. On the others the lock is wrong.

## Example
`setup.py` adds a dependency under `if sys.platform == \"win32\"`.

## How to mend it
Write the condition as a marker: `pywin32; sys_platform == \"win32\"`. Build all files from one \
commit.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#requires-dist-multiple-use
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    if release.wheel_names().nth(1).is_none() {
        return;
    }
    let mut wheels =
        release.wheel_names().filter_map(|(dist, _)| Some((dist, fields(dist.metadata()?))));
    let Some((first, wanted)) = wheels.next() else { return };
    let others: Vec<(&Dist, BTreeSet<String>)> =
        wheels.filter(|(_, fields)| *fields != wanted).collect();
    if let Some((other, found)) = others.first() {
        let only = |a: &BTreeSet<String>, b: &BTreeSet<String>, dist: &Dist| {
            a.difference(b)
                .map(|field| format!("only in {}: {field}", dist.file_name))
                .collect::<Vec<_>>()
        };
        let mut evidence = only(&wanted, found, first);
        evidence.extend(only(found, &wanted, other));
        report
            .file(
                format!("{} of the wheels have other dependencies than the first", others.len()),
                "write conditions as markers in pyproject.toml, and build all files from one commit",
            )
            .evidence(evidence);
    }
}

/// The fields that resolvers read, in one spelling: backends differ in spaces and quotes.
fn fields(metadata: &Metadata) -> BTreeSet<String> {
    let dependencies = metadata.requires_dist().map(|field| dependency::plain(&field.value));
    let extras = metadata.provides_extra().map(|field| format!("extra {}", field.value));
    let python = metadata.requires_python().map(|field| format!("python {}", field.value));
    dependencies.chain(extras).chain(python).collect()
}
