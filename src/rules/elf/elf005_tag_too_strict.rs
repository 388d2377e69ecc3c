//! ELF005: a tag that leaves systems out for nothing.

use super::{
    needs::{lowest, needs},
    view::views,
};
use crate::{
    dist::{Wheel, binary::Binary},
    rules::{Check, Context, Level, Reporter, Rule},
    tables::Libc,
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ELF005",
    name: "tag-stricter-than-needed",
    level: Level::Warning,
    summary: "The manylinux tag asks for a newer glibc than any file needs",
    docs: "\
## What is wrong
Everything in the wheel runs with an older glibc than the lowest manylinux tag says. It is a warning \
where distributions that are still supported are left out, and info where only old ones are.

## Why it matters
On those systems installers pass the wheel over, and build the source distribution or find nothing.

## Example
orjson 3.13.0 for Python 3.15 is tagged `manylinux_2_39_x86_64` and needs `manylinux_2_17_x86_64`: \
RHEL 9, Debian 12 and Ubuntu 22.04 get no wheel.

## How to mend it
Let `auditwheel repair` choose the tag, or with maturin leave `--compatibility` to it. `wheel tags \
--platform-tag` retags a finished wheel. For musl nothing is said: its symbols have no versions.

## Source
https://peps.python.org/pep-0600/ and the policies of auditwheel
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let table = &context.tables.manylinux;
    // What was not read may need anything.
    if wheel.binaries().any(|(_, binary)| matches!(binary, Binary::Unread(_))) {
        return;
    }
    for view in views(wheel) {
        let Some(promised) = view.glibc else { continue };
        if !view.files.iter().any(|(_, elf)| elf.is_linked()) {
            continue;
        }
        let Some(policy) = lowest(&view, Libc::Glibc, &needs(&view, Libc::Glibc, table), table)
        else {
            continue;
        };
        if policy.version >= promised {
            continue;
        }
        let gained = table.system.iter().filter(|system| {
            system.end >= context.as_of && (policy.version..promised).contains(&system.glibc)
        });
        let gained: Vec<String> =
            gained.map(|system| format!("{} (glibc {})", system.name, system.glibc)).collect();
        let (own, needed) =
            (view.tag(Libc::Glibc, promised), view.tag(Libc::Glibc, policy.version));
        let alias = policy.alias.iter().map(|alias| format!(".{alias}_{}", view.arch));
        let tags = format!("{needed}{}", alias.collect::<String>());
        let finding = report.file(
            format!("tagged {own}, and nothing in it needs more than {needed}"),
            format!("retag to {tags}, with `wheel tags --platform-tag`"),
        );
        if gained.is_empty() {
            finding.level(Level::Info);
        } else {
            finding.evidence([format!("left out: {}", gained.join(", "))]);
        }
    }
}
