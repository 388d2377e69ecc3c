//! CON010: links and modes.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON010",
    name: "member-mode",
    level: Level::Warning,
    summary: "A member is a symbolic link, or would run with rights of its owner",
    docs: "\
## What is wrong
A member is a symbolic link, which the format does not have, or its mode has the bits setuid or \
setgid.

## Why it matters
Installers write the link's text as a file, or refuse the wheel: what it points to is not there. A \
program with setuid is a risk wherever the bits survive.

## Example
`demo/libdemo.so -> libdemo.so.1`, packed by `zip -y`.

## How to mend it
Pack the file itself; set its mode to 755 or 644.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#what-s-the-deal-with-purelib-vs-platlib
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for member in wheel.files() {
        if member.is_symlink() {
            let message = "the member is a symbolic link, which wheels cannot hold";
            report.member(&member.name, message, "pack the file that it points to");
        } else if let Some(mode) = member.unix_mode.filter(|mode| mode & 0o6000 != 0) {
            report
                .member(&member.name, "the mode has setuid or setgid", "set it to 755 or 644")
                .evidence([format!("mode {:o}", mode & 0o7777)]);
        }
    }
}
