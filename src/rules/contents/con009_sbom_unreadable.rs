//! CON009: a bill of materials that is no JSON.

use serde::de::IgnoredAny;

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON009",
    name: "sbom-unreadable",
    level: Level::Warning,
    summary: "A bill of materials is no JSON",
    docs: "\
## What is wrong
A file `*.json` in the `sboms` folder of the dist-info folder cannot be read as a JSON object. One \
of more than 1 MiB, or behind the eighth, is not read.

## Why it matters
Scanners that look there for what is bundled stop, or see nothing.

## Example
`demo-1.0.dist-info/sboms/auditwheel.cdx.json` with a template's marks left in it.

## How to mend it
Correct the program that writes it, and build again.

## Source
https://peps.python.org/pep-0770/
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for (number, text) in &wheel.sboms {
        let Some(member) = wheel.members.get(*number) else { continue };
        // What is damaged is ZIP001's.
        if member.damage.is_some() || member.size != text.len() as u64 {
            continue;
        }
        // Looked through and not built: some have a megabyte.
        let why = match serde_json::from_slice::<IgnoredAny>(text) {
            Ok(_) if text.trim_ascii_start().starts_with(b"{") => continue,
            Ok(_) => "it is no object".to_owned(),
            Err(error) => error.to_string(),
        };
        report
            .member(
                &member.name,
                "the bill of materials is no JSON object",
                "correct the program that writes it",
            )
            .evidence([why]);
    }
}
