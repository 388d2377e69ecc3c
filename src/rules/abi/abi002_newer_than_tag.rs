//! ABI002: a symbol that the oldest Python of the tag does not have.

use super::{Imports, floor, imported, in_slices};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ABI002",
    name: "stable-abi-newer-than-tag",
    level: Level::Error,
    summary: "A wheel of the stable ABI uses a symbol that is newer than its python tag",
    docs: "\
## What is wrong
The python tag of an `abi3` or `abi3t` wheel is the oldest Python that it runs on. A native file of \
the wheel imports a symbol that a later version added to the stable ABI.

## Why it matters
Installers put the wheel on the older Pythons, and there the module fails to load.

## Example
`procmaps-0.5.0-cp36-abi3-manylinux2010_x86_64.whl` uses `PyUnicode_AsUTF8AndSize`, which came to \
the stable ABI with 3.10.

## How to mend it
Tag the wheel for the version that has all of its symbols (`wheel tags --python-tag cp310`) and raise \
`requires-python`; or set `Py_LIMITED_API` to the tag's version, `0x03060000` for 3.6, so that the \
compiler rejects what is newer.

## Source
https://docs.python.org/3/c-api/stable.html#contents-of-limited-api
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    let Some(floor) = floor(&name.tags) else { return };
    for Imports { member, binary, symbols } in imported(wheel) {
        let table = &context.tables.stable_abi;
        let Some(needed) = table.lowest(symbols.keys().copied()).filter(|lowest| *lowest > floor)
        else {
            continue;
        };
        let mut newer: Vec<_> = symbols
            .iter()
            .filter_map(|(symbol, archs)| {
                let added = table.added(symbol).filter(|added| *added > floor)?;
                Some((added, format!("{symbol}{}: {added}", in_slices(archs, binary))))
            })
            .collect();
        newer.sort_by(|(one, _), (other, _)| other.cmp(one));
        report
            .member(
                &member.name,
                format!("uses the stable ABI of {needed}, and is tagged for {floor}"),
                format!(
                    "tag it cp{}, or compile it with Py_LIMITED_API=0x{:02x}{:02x}0000",
                    needed.nodot(),
                    floor.major,
                    floor.minor
                ),
            )
            .evidence(newer.into_iter().map(|(_, line)| line));
    }
}
