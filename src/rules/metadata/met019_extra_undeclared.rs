//! MET019: extras that are not declared.

use std::collections::BTreeMap;

use super::values::normalized;
use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule, dependency};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET019",
    name: "extra-undeclared",
    level: Level::Warning,
    summary: "Dependencies and `Provides-Extra` do not name the same extras",
    docs: "\
## What is wrong
A dependency asks for `extra == \"NAME\"` and no `Provides-Extra` declares the name, or two \
`Provides-Extra` are the same name in two spellings, which is info.

## Why it matters
Installers say that the extra does not exist and skip the dependency. Two spellings of one extra are one \
to them; pages that list the extras show both.

## Example
`Requires-Dist: pytest; extra == \"test\"` with `Provides-Extra: tests`.

## How to mend it
Correct the name in `optional-dependencies` under `[project]` and build again; update the backend \
if it wrote the fields by itself.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#provides-extra-multiple-use
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut declared = BTreeMap::new();
    for field in file.metadata.provides_extra() {
        if let Some(first) = declared.insert(normalized(&field.value), field) {
            let message = format!("the extra `{}` is declared twice", field.value);
            let hint = "keep one of the two spellings";
            let finding = report.member(file.member, message, hint).level(Level::Info);
            finding.evidence([first, field].map(super::at));
        }
    }
    let mut missing: BTreeMap<String, String> = BTreeMap::new();
    for field in file.metadata.requires_dist() {
        let Some(marker) = dependency::parse(&field.value).ok().and_then(|found| found.marker)
        else {
            continue;
        };
        for (variable, operator, value) in dependency::comparisons(marker) {
            let name = normalized(value);
            if variable == "extra" && operator == "==" && !declared.contains_key(&name) {
                missing.entry(name).or_insert_with(|| super::at(field));
            }
        }
    }
    if let Some(first) = missing.keys().next() {
        let message = match missing.len() {
            1 => format!("dependencies ask for the extra `{first}`, which is not declared"),
            more => format!(
                "dependencies ask for {more} extras that are not declared, such as `{first}`"
            ),
        };
        let hint = "declare it in optional-dependencies, or correct the name";
        report.member(file.member, message, hint).evidence(missing.values());
    }
}
