//! MET021: a project that depends on itself.

use super::values::normalized;
use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule, dependency};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET021",
    name: "depends-on-itself",
    level: Level::Warning,
    summary: "The project depends on itself",
    docs: "\
## What is wrong
A `Requires-Dist` names the project itself, without extras and without a marker.

## Why it matters
It does nothing at best. Where it asks for another version, no installer can satisfy it.

## Example
`Requires-Dist: demo>=0.9` in the metadata of `demo` 1.0. (`demo[io]` under an extra `all` is \
another thing, and fine.)

## How to mend it
Remove it from `dependencies` under `[project]`.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#requires-dist-multiple-use
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(own) = file.metadata.name().map(|field| normalized(&field.value)) else { return };
    for field in file.metadata.requires_dist() {
        let Ok(found) = dependency::parse(&field.value) else { continue };
        if normalized(found.name) == own && found.extras.is_empty() && found.marker.is_none() {
            report
                .member(file.member, "the project depends on itself", "remove the dependency")
                .evidence([super::at(field)]);
        }
    }
}
