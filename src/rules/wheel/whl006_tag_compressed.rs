//! WHL006: a compressed tag set in WHEEL.

use super::wheel_path;
use crate::{
    dist::Wheel,
    model::TagSet,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL006",
    name: "wheel-tag-compressed",
    level: Level::Info,
    summary: "A `Tag` line in WHEEL holds a compressed tag set",
    docs: "\
## What is wrong
File names compress tags: `py2.py3-none-any`. `WHEEL` spells them out, one tag a line.

## Why it matters
Tools that compare the two read the compressed set as one unknown tag. Installers go by the file name, \
so nobody who installs the wheel notices; a set that is not that of the file name is `WHL004`.

## Example
`Tag: py2.py3-none-any` must be the two lines `Tag: py2-none-any` and `Tag: py3-none-any`.

## How to mend it
Update the build backend, or write the lines with `wheel tags`.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-contents
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(file) = &wheel.wheel_file else { return };
    for field in file.tags() {
        let Ok(set) = field.value.parse::<TagSet>() else { continue };
        let lines: Vec<String> = set.expand().map(|tag| format!("`Tag: {tag}`")).collect();
        if lines.len() > 1 {
            report
                .member(
                    &wheel_path(wheel),
                    format!("`Tag: {}` is a compressed set", field.value),
                    format!("write one line a tag: {}", lines.join(", ")),
                )
                .evidence([format!("line {}", field.line)]);
        }
    }
}
