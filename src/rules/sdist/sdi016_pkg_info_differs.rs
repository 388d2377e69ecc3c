//! SDI016: a source distribution that promises what wheels do not keep.

use std::collections::BTreeSet;

use crate::{
    dist::Metadata,
    rules::{Check, Context, Level, Release, Reporter, Rule, dependency},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI016",
    name: "pkg-info-differs",
    level: Level::Warning,
    summary: "`PKG-INFO` promises what the wheels do not keep",
    docs: "\
## What is wrong
From metadata 2.2 on, a field of the source distribution that is not listed under `Dynamic` is the \
same in every wheel that is built from it. One is not.

## Why it matters
Resolvers read the dependencies from the source distribution and do not build it; what they lock \
is wrong for the wheels. Other fields than dependencies, extras and `Requires-Python` are noted as \
information.

## Example
A build that adds a dependency in `setup.py` by the system, without `dynamic = [\"dependencies\"]`.

## How to mend it
List the field under `dynamic` in `[project]`, or make it the same, and build all files from one \
commit.

## Source
https://peps.python.org/pep-0643/
",
    check: Check::Release(check),
};

/// The fields that are compared, and whether resolvers read them.
const FIELDS: [(&str, bool); 7] = [
    ("Requires-Python", true),
    ("Requires-Dist", true),
    ("Provides-Extra", true),
    ("Summary", false),
    ("License-Expression", false),
    ("Classifier", false),
    ("Project-URL", false),
];

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let sdist =
        release.dists.iter().find_map(|dist| Some((dist, dist.sdist()?.pkg_info.as_ref()?)));
    let Some((sdist, promised)) = sdist else { return };
    if !has_dynamic(promised) {
        return;
    }
    // REL008 tells where the wheels differ from each other.
    let wheel = release.wheels().find_map(|(dist, wheel)| Some((dist, wheel.metadata.as_ref()?)));
    let Some((wheel, kept)) = wheel else { return };
    for (name, resolved) in FIELDS {
        if promised.dynamic().any(|field| field.value.eq_ignore_ascii_case(name)) {
            continue;
        }
        let [a, b] = [promised, kept].map(|metadata| values(metadata, name));
        if a == b {
            continue;
        }
        let only = |here: &BTreeSet<String>, there: &BTreeSet<String>, file: &str| {
            here.difference(there)
                .map(|value| format!("only in {file}: {value}"))
                .collect::<Vec<_>>()
        };
        let mut evidence = only(&a, &b, &sdist.file_name);
        evidence.extend(only(&b, &a, &wheel.file_name));
        report
            .file(
                format!("`{name}` differs between the source distribution and a wheel"),
                "list the field under dynamic in [project], or build all files from one commit",
            )
            .level(if resolved { Level::Warning } else { Level::Info })
            .evidence(evidence);
    }
}

/// Whether the version of the format has the promise, 2.2 and later.
fn has_dynamic(metadata: &Metadata) -> bool {
    let version = metadata.metadata_version().and_then(|field| field.value.split_once('.'));
    let numbers = version.and_then(|(a, b)| Some((a.parse::<u32>().ok()?, b.parse::<u32>().ok()?)));
    numbers.is_some_and(|version| version >= (2, 2))
}

/// What a field says, in one spelling.
fn values(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let fields = metadata.headers.all(name).map(|field| field.value.as_str());
    fields
        .map(|value| match name {
            "Requires-Dist" => dependency::plain(value),
            "Requires-Python" => {
                let mut clauses: Vec<String> =
                    value.split(',').map(|clause| clause.split_whitespace().collect()).collect();
                clauses.sort();
                clauses.join(",")
            }
            "Provides-Extra" => value.to_lowercase().replace(['_', '.'], "-"),
            _ => value.split_whitespace().collect::<Vec<_>>().join(" "),
        })
        .filter(|value| !value.is_empty())
        .collect()
}
