//! MET022: a wheel without its licence text.

use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET022",
    name: "license-text-missing",
    level: Level::Info,
    summary: "A licence is named, and its text is not in the wheel",
    docs: "\
## What is wrong
The metadata names a licence, by `License`, `License-Expression` or a classifier, and there is \
neither a `License-File` nor a file in the wheel whose name is that of a licence text.

## Why it matters
Most licences ask that their text goes with every copy. Distributions that repackage wheels look \
for it there.

## Example
A project with `LICENSE.rst` in a folder where the backend does not look.

## How to mend it
Set `license-files = [\"LICENSE*\"]` under `[project]` and build again.

## Source
https://peps.python.org/pep-0639/#add-license-file-field
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let without = release.wheels().find_map(|(dist, wheel)| {
        let metadata = wheel.metadata.as_ref()?;
        let classified =
            || metadata.classifiers().any(|field| field.value.starts_with("License ::"));
        let named = metadata.license().is_some_and(|field| !field.value.is_empty())
            || metadata.license_expression().is_some()
            || classified();
        let has_text = metadata.license_files().next().is_some()
            || wheel.files().any(|member| is_text(member.file_name()));
        (named && !has_text).then_some(dist)
    });
    if let Some(dist) = without {
        report
            .file(
                "the licence is named, and its text is not in the wheel",
                "set license-files under [project], and build again",
            )
            .evidence([format!("by {}", dist.file_name)]);
    }
}

fn is_text(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["licen", "copying", "notice", "authors", "unlicense", "copyright"]
        .iter()
        .any(|start| name.starts_with(start))
}
