//! ZIP002: a member whose path leads out of the archive.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, paths::unsafe_path},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP002",
    name: "member-path-unsafe",
    level: Level::Error,
    summary: "The path of a member leads out of the archive, or may on some system",
    docs: "\
## What is wrong
Paths in a wheel are relative, with `/` between their parts. This one is absolute, has a part `..`, \
`.` or nothing, a drive letter, a `\\`, or a control character.

## Why it matters
An unpacker that follows it writes outside of its folder. Installers refuse the wheel or put the \
file elsewhere; a `\\` divides folders on Windows and is part of the name on all other systems.

## Example
`../../etc/profile`, `C:/demo.py`, `demo\\core.py`

## How to mend it
Build the wheel with a build backend on a clean tree. Never install a file with such a path whose \
origin you do not know.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for member in &wheel.members {
        let path = member.name.strip_suffix('/').unwrap_or(&member.name);
        if let Some(why) = unsafe_path(path) {
            let hint = "build it again with a build backend, and do not install this file";
            report.member(&member.name, format!("the path is unsafe: {why}"), hint);
        }
    }
}
