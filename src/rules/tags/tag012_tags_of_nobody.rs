//! TAG012: compressed sets whose product has tags that no interpreter has.

use super::tag005_python_abi_mismatch::pair;
use crate::{
    model::WheelName,
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG012",
    name: "tags-of-nobody",
    level: Level::Warning,
    summary: "The compressed tag sets stand for tags that no interpreter has",
    docs: "\
## What is wrong
A compressed set stands for every combination of its python tags, ABI tags and platform tags. Some of \
these combinations are no interpreter's: `cp38.cp39-cp38.cp39` also means `cp38-cp39` and `cp39-cp38`.

## Why it matters
Nobody installs by those, and `WHEEL` must list them all the same. It shows that two builds were \
merged into one name: what is inside fits one of them, or both at double the size.

## Example
`demo-1.0-cp38.cp39-cp38.cp39-win_amd64.whl`

## How to mend it
Publish a wheel for each interpreter, or one for the stable ABI (`cp38-abi3`).

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#compressed-tag-sets
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    let (pythons, abis) = (&name.tags.pythons, &name.tags.abis);
    // Where one has no partner at all TAG005 speaks.
    let has_partner = pythons.iter().all(|python| abis.iter().any(|abi| pair(python, abi)))
        && abis.iter().all(|abi| pythons.iter().any(|python| pair(python, abi)));
    let odd: Vec<String> = pythons
        .iter()
        .flat_map(|python| abis.iter().map(move |abi| (python, abi)))
        .filter(|(python, abi)| !pair(python, abi))
        .take(10)
        .map(|(python, abi)| format!("{python}-{abi}"))
        .collect();
    if has_partner && !odd.is_empty() {
        let message = format!("the name stands for `{}` too, which is no interpreter", odd[0]);
        report.file(message, "publish a wheel for each interpreter").evidence(odd);
    }
}
