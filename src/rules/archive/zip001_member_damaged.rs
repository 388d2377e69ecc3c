//! ZIP001: a member whose content is not what the archive declares.

use crate::{
    dist::{Damage, Wheel},
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ZIP001",
    name: "member-damaged",
    level: Level::Error,
    summary: "A member cannot be read, or its size or checksum is wrong",
    docs: "\
## What is wrong
The content of a member is not what the archive's directory declares: the checksum or the size \
differ, the compressed stream is broken, or it is encrypted.

## Why it matters
Installers fail in the middle of the installation. Sizes and places that contradict each other let \
two tools see two different files in one archive, which is why PyPI refuses them.

## Example
A wheel whose upload broke off and was resumed at the wrong place.

## How to mend it
Copy or build the file again, and compare its hash with the one from the build.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for member in &wheel.members {
        match &member.damage {
            // A method is ZIP004, a bomb ZIP013.
            None | Some(Damage::Method(_) | Damage::Unread) => {}
            Some(damage) => {
                let hint = "copy or build the file again";
                report.member(&member.name, format!("the member is damaged: {damage}"), hint);
            }
        }
    }
}
