//! MET020: a marker that is true nowhere.

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule, dependency};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET020",
    name: "marker-never-true",
    level: Level::Warning,
    summary: "The marker of a dependency is true nowhere",
    docs: "\
## What is wrong
A marker compares `sys_platform`, `os_name` or `platform_system` with a word that Python never \
gives, so that the dependency is never installed.

## Why it matters
The dependency is missing on just the systems it is meant for, and the import fails there.

## Example
`pywin32; sys_platform == \"windows\"`: Python says `win32`, also on 64-bit Windows. `sys_platform \
== \"macos\"`: it says `darwin`.

## How to mend it
Write the word that the hint names.

## Source
https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
",
    check: Check::Metadata(check),
};

/// Words that look right and never are: variable, what was written, what Python says.
const NEVER: [(&str, &str, &str); 16] = [
    ("sys_platform", "windows", "win32"),
    ("sys_platform", "Windows", "win32"),
    ("sys_platform", "win64", "win32"),
    ("sys_platform", "win", "win32"),
    ("sys_platform", "nt", "win32"),
    ("sys_platform", "macos", "darwin"),
    ("sys_platform", "macosx", "darwin"),
    ("sys_platform", "osx", "darwin"),
    ("sys_platform", "mac", "darwin"),
    ("sys_platform", "Darwin", "darwin"),
    ("sys_platform", "Linux", "linux"),
    ("platform_system", "windows", "Windows"),
    ("platform_system", "win32", "Windows"),
    ("platform_system", "linux", "Linux"),
    ("platform_system", "darwin", "Darwin"),
    ("os_name", "windows", "nt"),
];

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    for field in file.metadata.requires_dist() {
        let Some(marker) = dependency::parse(&field.value).ok().and_then(|found| found.marker)
        else {
            continue;
        };
        for (variable, operator, value) in dependency::comparisons(marker) {
            let is_it = |row: &&(&str, &str, &str)| row.0 == variable && row.1 == value;
            let Some((_, _, right)) = NEVER.iter().find(is_it).filter(|_| operator == "==") else {
                continue;
            };
            report
                .member(
                    file.member,
                    format!("`{variable} == \"{value}\"` is true on no system"),
                    format!("write `{variable} == \"{right}\"`"),
                )
                .evidence([super::at(field)]);
        }
    }
}
