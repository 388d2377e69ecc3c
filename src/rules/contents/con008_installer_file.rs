//! CON008: what only installers write.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON008",
    name: "installer-file",
    level: Level::Warning,
    summary: "The dist-info folder holds what only installers write",
    docs: "\
## What is wrong
There is `INSTALLER`, `REQUESTED` or `direct_url.json`. A signature `RECORD.jws` or `RECORD.p7s`, \
which was given up, is noted as information.

## Why it matters
The files tell who installed a project and from where. Tools believe that it came from the place \
that the wheel's author wrote, until the installer overwrites them.

## Example
A wheel that was packed from an installed project.

## How to mend it
Build the wheel with a build backend.

## Source
https://packaging.python.org/en/latest/specifications/recording-installed-packages/, and \
https://peps.python.org/pep-0815/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for member in wheel.files() {
        let Some(file) = wheel.in_dist_info(&member.name) else { continue };
        match file {
            "INSTALLER" | "REQUESTED" | "direct_url.json" => {
                let message = format!("`{file}` is written by installers, not by backends");
                report.member(&member.name, message, "build the wheel with a build backend");
            }
            "RECORD.jws" | "RECORD.p7s" => {
                let message = "signatures inside of wheels were given up, and nobody reads them";
                let hint = "leave it out; PyPI takes attestations instead";
                report.member(&member.name, message, hint).level(Level::Info);
            }
            _ => {}
        }
    }
}
