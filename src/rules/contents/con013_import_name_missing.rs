//! CON013: a module that the metadata names and the wheel lacks.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, entry_points::Modules},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON013",
    name: "import-name-missing",
    level: Level::Warning,
    summary: "An `Import-Name` is not in the wheel",
    docs: "\
## What is wrong
The metadata names a module that the project brings, and the wheel does not hold it.

## Why it matters
Tools that look for the project of an import find this one, and the import fails.

## Example
`Import-Name: demo_core` in a wheel with the package `demo`.

## How to mend it
Correct `import-names` under `[project]`, or see that the module is packed.

## Source
https://peps.python.org/pep-0794/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(metadata) = &wheel.metadata else { return };
    let modules = Modules::of(wheel);
    let place = wheel.dist_info_path("METADATA").unwrap_or_default();
    for field in metadata.import_names().chain(metadata.import_namespaces()) {
        let name = field.value.split(';').next().unwrap_or_default().trim();
        if !name.is_empty() && !modules.has(name) {
            report
                .member(
                    &place,
                    format!("`{}: {name}` is not in the wheel", field.name),
                    "correct import-names under [project], or see that the module is packed",
                )
                .evidence([format!("line {}", field.line)]);
        }
    }
}
