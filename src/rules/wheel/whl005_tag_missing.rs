//! WHL005: a WHEEL file without tags.

use super::wheel_path;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL005",
    name: "wheel-tag-missing",
    level: Level::Warning,
    summary: "WHEEL has no `Tag` line",
    docs: "\
## What is wrong
`WHEEL` must list the tags that the file name stands for, one `Tag` a line. There is none.

## Why it matters
Once installed, nobody can tell any more for which platform the package was built. Tools that repack \
or check wheels fail on it.

## Example
catboost 1.0.4 has `Wheel-Version` and `Root-Is-Purelib` and nothing else.

## How to mend it
Add one `Tag` line for every tag of the file name; `wheel unpack` and `wheel pack` keep them in step.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-contents
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let (Ok(name), Some(file)) = (&wheel.name, &wheel.wheel_file) else { return };
    if file.tags().next().is_none() {
        let lines: Vec<String> = name.tags.expand().map(|tag| format!("`Tag: {tag}`")).collect();
        let hint = match &lines[..] {
            [line] => format!("add the line {line}"),
            lines => format!("add the lines {}", lines.join(", ")),
        };
        report.member(&wheel_path(wheel), "there is no `Tag` line", hint);
    }
}
