//! TAG008: `abi3t` without `abi3`.

use crate::{
    model::{AbiTag, WheelName},
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG008",
    name: "abi3t-alone",
    level: Level::Warning,
    summary: "`abi3t` stands without `abi3`",
    docs: "\
## What is wrong
A module built for `abi3t` loads in GIL builds of CPython 3.15 and later too, but installers there \
look for the tag `abi3`. PEP 803 therefore recommends the pair `abi3.abi3t`.

## Why it matters
With `abi3t` alone the default build of Python does not get this wheel, and a second wheel has to \
be built for it.

## Example
`demo-1.0-cp315-abi3t-win_amd64.whl` should be `demo-1.0-cp315-abi3.abi3t-win_amd64.whl`.

## How to mend it
Add the tag: `wheel tags --abi-tag abi3.abi3t FILE`. Current setuptools and maturin write the pair.

## Source
https://peps.python.org/pep-0803/
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    let abis = &name.tags.abis;
    if abis.contains(&AbiTag::Abi3t) && !abis.contains(&AbiTag::Abi3) {
        report.file(
            "`abi3t` without `abi3`: the default build of Python does not accept it",
            format!("run `wheel tags --abi-tag abi3.abi3t {name}`"),
        );
    }
}
