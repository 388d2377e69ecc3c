//! ENT003: a value that is no reference.

use super::{place, read};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ENT003",
    name: "entry-point-value",
    level: Level::Warning,
    summary: "The value of an entry point is no reference to an object",
    docs: "\
## What is wrong
A value is `module`, `module:object` or either of them with extras in brackets behind; each part \
is an identifier of Python. For scripts the object must be there: that is an error, as the wheel \
cannot be installed or the script cannot start.

## Why it matters
Installers write a script that fails, or stop. Plug-ins cannot be loaded.

## Example
`demo = demo/cli.py:main`, or `demo = demo.cli` under `[console_scripts]`.

## How to mend it
Write `demo = \"demo.cli:main\"` under `[project.scripts]`.

## Source
https://packaging.python.org/en/latest/specifications/entry-points/#data-model
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(text) = &wheel.entry_points else { return };
    for entry in read(text).entries {
        let (what, level) = match (entry.object(), entry.is_script()) {
            (None, is_script) => {
                let level = if is_script { Level::Error } else { Level::Warning };
                ("is no reference to an object", level)
            }
            (Some((_, None)), true) => ("names a module and no function", Level::Error),
            _ => continue,
        };
        report
            .member(
                &place(wheel),
                format!("the value of `{}` {what}", entry.name),
                "write it as `module.part:function`",
            )
            .level(level)
            .evidence([entry.to_string()]);
    }
}
