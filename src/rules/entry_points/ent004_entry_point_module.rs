//! ENT004: a module that is not in the wheel.

use super::{modules::Modules, place, read};
use crate::{
    dist::{Metadata, Wheel},
    rules::{Check, Context, Level, Reporter, Rule, dependency},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ENT004",
    name: "entry-point-module",
    level: Level::Warning,
    summary: "An entry point names a module that is not in the wheel",
    docs: "\
## What is wrong
The first part of the module is in the wheel, the module is not; or nothing of it is in the wheel, \
and there is no dependency that could bring it: one that an extra asks for is not there for everybody.

## Why it matters
The script ends in `ModuleNotFoundError`, the plug-in cannot be loaded.

## Example
`demo = demo.cli:main` where `demo/cli.py` was renamed, or is left out of the build.

## How to mend it
Correct the entry point, or see that the backend packs the module (`packages`).

## Source
https://packaging.python.org/en/latest/specifications/entry-points/#data-model
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(text) = &wheel.entry_points else { return };
    let modules = Modules::of(wheel);
    let mut fields = wheel.metadata.iter().flat_map(Metadata::requires_dist);
    let alone = fields.all(|field| is_optional(&field.value));
    for entry in read(text).entries {
        let Some((module, _)) = entry.object() else { continue };
        let top = module.split('.').next().unwrap_or(module);
        if modules.has(module) || !(alone || modules.has(top)) {
            continue;
        }
        report
            .member(
                &place(wheel),
                format!("the module `{module}` of `{}` is not in the wheel", entry.name),
                "correct the entry point, or see that the module is packed",
            )
            .evidence([entry.to_string()]);
    }
}

/// Whether a dependency is installed for an extra alone, as far as its marker is simple.
fn is_optional(text: &str) -> bool {
    let marker = dependency::parse(text).ok().and_then(|found| found.marker);
    marker.is_some_and(|marker| {
        let mut compared = dependency::comparisons(marker).into_iter();
        !marker.contains(" or ") && compared.any(|(variable, ..)| variable == "extra")
    })
}
