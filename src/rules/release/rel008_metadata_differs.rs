//! REL008: files of a release with different dependencies.

use std::collections::BTreeSet;

use crate::{
    dist::{Dist, Metadata},
    rules::{Check, Context, Level, Release, Reporter, Rule, count_that, dependency},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL008",
    name: "metadata-differs",
    level: Level::Warning,
    summary: "The wheels of the release have different dependencies or `Requires-Python`",
    docs: "\
## What is wrong
`Requires-Python`, `Requires-Dist` or `Provides-Extra` are not the same in all wheels. Other fields that \
differ, the description among them, are told at level info; those that follow from the version of the \
build backend (`Metadata-Version`, `Dynamic`) are not.

## Why it matters
Tools that lock for all platforms (uv, Poetry, PDM) read the metadata of one wheel and take it for \
that of all. On the others the lock is wrong. Other fields show that the files are of different builds; \
PyPI shows those of the first file.

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
    let mut wheels = release.wheel_names().filter_map(|(dist, _)| Some((dist, dist.metadata()?)));
    let Some((first, of_first)) = wheels.next() else { return };
    let wanted = fields(of_first);
    // Most wheels have the very lines of the first, which need not be taken apart.
    let others: Vec<(&Dist, BTreeSet<String>)> = wheels
        .filter(|(_, metadata)| metadata.headers.fields != of_first.headers.fields)
        .map(|(dist, metadata)| (dist, fields(metadata)))
        .filter(|(_, fields)| *fields != wanted)
        .collect();
    if let Some((other, found)) = others.first() {
        let wheels = count_that(others.len(), "wheel", "has", "have");
        let message = format!("{wheels} other dependencies than the first");
        let hint =
            "write conditions as markers in pyproject.toml, and build all files from one commit";
        report.file(message, hint).evidence(difference((first, &wanted), (other, found)));
        return;
    }
    let mut wheels = release.wheel_names().filter_map(|(dist, _)| Some((dist, dist.metadata()?)));
    let Some((first, wanted)) = wheels.next() else { return };
    let others: Vec<_> = wheels.filter(|(_, found)| !is_same(wanted, found)).collect();
    if let Some((other, found)) = others.first() {
        let wheels = count_that(others.len(), "wheel", "has", "have");
        let message = format!("{wheels} other metadata than the first");
        let mut lines = difference((first, &rest(wanted)), (other, &rest(found)));
        if wanted.description() != found.description() {
            lines.push("the descriptions differ".to_owned());
        }
        let finding = report.file(message, "build all files from one commit, with one backend");
        finding.evidence(lines).level(Level::Info);
    }
}

fn is_same(one: &Metadata, other: &Metadata) -> bool {
    let (a, b) = (&one.headers, &other.headers);
    a.body == b.body && (a.fields == b.fields || rest(one) == rest(other))
}

/// Which fields one of two files has alone.
fn difference(
    (one, wanted): (&Dist, &BTreeSet<String>),
    (other, found): (&Dist, &BTreeSet<String>),
) -> Vec<String> {
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>, dist: &Dist| {
        a.difference(b)
            .map(|field| format!("only in {}: {field}", dist.file_name))
            .collect::<Vec<_>>()
    };
    [only(wanted, found, one), only(found, wanted, other)].concat()
}

/// All fields but those that resolvers read, and those that tell of the backend's version alone.
fn rest(metadata: &Metadata) -> BTreeSet<String> {
    let read =
        ["requires-python", "requires-dist", "provides-extra", "metadata-version", "dynamic"];
    let fields = metadata.headers.fields.iter();
    fields
        .map(|field| (field.name.to_ascii_lowercase(), &field.value))
        .filter(|(name, _)| !read.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect()
}

/// The fields that resolvers read, in one spelling: backends differ in spaces and quotes.
fn fields(metadata: &Metadata) -> BTreeSet<String> {
    let dependencies = metadata.requires_dist().map(|field| dependency::plain(&field.value));
    let extras = metadata.provides_extra().map(|field| format!("extra {}", field.value));
    let python = metadata.requires_python().map(|field| format!("python {}", field.value));
    dependencies.chain(extras).chain(python).collect()
}
