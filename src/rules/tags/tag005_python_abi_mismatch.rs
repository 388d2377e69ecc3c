//! TAG005: python and ABI tags that never go together.

use crate::{
    model::{AbiTag, PythonTag, PythonVersion, WheelName},
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG005",
    name: "python-abi-mismatch",
    level: Level::Error,
    summary: "The python tag and the ABI tag belong to different interpreters",
    docs: "\
## What is wrong
An ABI tag such as `cp313` names one interpreter, and the python tag must name the same one. A tag \
of the one set has no partner in the other.

## Why it matters
No interpreter accepts the pair, so that the wheel is never installed there.

## Example
`demo-1.0-cp312-cp313-win_amd64.whl`, `demo-1.0-py3-cp313-win_amd64.whl`. \
Right are `cp313-cp313`, `cp313-cp313t`, `cp313-abi3`, `cp313-none`.

## How to mend it
Find out which interpreter the wheel was built with, and set both tags with `wheel tags`. One wheel \
for many versions is `cp39-abi3` (limited API) or `py3-none` (no extension modules).

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#abi-tag
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    let (pythons, abis) = (&name.tags.pythons, &name.tags.abis);
    let lone_python = pythons.iter().find(|python| !abis.iter().any(|abi| pair(python, abi)));
    let lone_abi = abis.iter().find(|abi| !pythons.iter().any(|python| pair(python, abi)));
    let message = match (lone_python, lone_abi) {
        (_, Some(abi)) => format!("no python tag of the name goes with the ABI tag `{abi}`"),
        (Some(python), None) => {
            format!("no ABI tag of the name goes with the python tag `{python}`")
        }
        (None, None) => return,
    };
    let hint = "set both to the interpreter that it was built with, by `wheel tags`";
    report.file(message, hint).evidence([&name.tags]);
}

/// Whether an interpreter could have both; tags that other rules judge go with everything.
pub(super) fn pair(python: &PythonTag, abi: &AbiTag) -> bool {
    let wanted = match abi {
        AbiTag::None | AbiTag::Abi3 | AbiTag::Abi3t | AbiTag::Unknown(_) => return true,
        AbiTag::CPython { version, .. } => ("cp", *version),
        AbiTag::PyPy { version, .. } => ("pp", *version),
        AbiTag::GraalPy { version, .. } => ("graalpy", *version),
    };
    match python.parts() {
        Some((family, major, Some(minor))) => (family, PythonVersion::new(major, minor)) == wanted,
        Some((family, _, None)) => family == wanted.0,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpreters_pair_with_themselves() {
        let pair = |python: &str, abi: &str| pair(&python.parse().unwrap(), &abi.parse().unwrap());
        assert!(pair("cp313", "cp313t") && pair("pp311", "pypy311_pp73") && pair("py3", "none"));
        assert!(!pair("cp312", "cp313") && !pair("py3", "cp313") && !pair("cp311", "pypy311_pp73"));
    }
}
