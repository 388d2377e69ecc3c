//! ELF015: instructions that not every processor of the architecture has.

use super::view::views;
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count_that},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF015",
    name: "instructions-above-the-tag",
    level: Level::Warning,
    summary: "A file says that it needs x86-64-v2, v3 or v4",
    docs: "\
## What is wrong
The note `.note.gnu.property` of a file asks for a level of x86-64 above the baseline, and the tag \
`x86_64` stands for the baseline.

## Why it matters
Loaders refuse the file on processors below that level: `CPU ISA level is lower than required`. \
auditwheel gives such wheels no manylinux tag.

## Example
A wheel built with `-march=x86-64-v3 -Wl,-z,x86-64-v3`: processors without AVX2 cannot load it.

## How to mend it
Build for the baseline and choose faster code at run time, or ship the faster build as a package of \
its own.

## Source
https://gitlab.com/x86-psABIs/x86-64-ABI
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for view in views(wheel) {
        let mut found: Vec<_> = view
            .files
            .iter()
            .filter_map(|(member, elf)| Some((elf.isa_level?, &member.name)))
            .collect();
        found.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
        let Some((level, first)) = found.first() else { continue };
        report
            .member(
                first,
                format!(
                    "the tag is for every x86-64 processor, and {} up to x86-64-v{level}",
                    count_that(found.len(), "file", "needs", "need")
                ),
                "build for the baseline, and choose faster code at run time",
            )
            .evidence(found.iter().map(|(level, name)| format!("{name}: x86-64-v{level}")));
    }
}
