//! TAG006: `abi3` with something that has no stable ABI.

use super::cpython;
use crate::{
    model::{AbiTag, PythonTag, PythonVersion, WheelName},
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG006",
    name: "abi3-floor",
    level: Level::Error,
    summary: "`abi3` stands with a python tag that has no stable ABI",
    docs: "\
## What is wrong
`abi3` is the stable ABI of CPython 3.2 and later. The python tag beside it is the oldest version \
that the wheel runs on, such as `cp39`. It cannot be `py3`, PyPy, Python 2 or CPython 3.1. \
Free-threaded builds before 3.15 have no stable ABI, so `cp313t` cannot stand in the same set.

## Why it matters
Installers accept `abi3` behind `cp32` and later only: the wheel is never picked. And one build \
cannot be `abi3` and `cp313t` at once: on one of the two it fails to load.

## Example
`demo-1.0-py3-abi3-win_amd64.whl` should be `demo-1.0-cp39-abi3-win_amd64.whl` where \
`Py_LIMITED_API` is `0x03090000`.

## How to mend it
Set the python tag to the version of `Py_LIMITED_API` with `wheel tags --python-tag cp39`; with \
setuptools set `py_limited_api = cp39` in `[bdist_wheel]`.

## Source
https://peps.python.org/pep-0384/
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    let abis = &name.tags.abis;
    if !abis.contains(&AbiTag::Abi3) {
        return;
    }
    let has_abi3 = |tag: &PythonTag| {
        matches!(tag, PythonTag::Unknown(_))
            || cpython(tag).is_some_and(|version| version >= PythonVersion::new(3, 2))
    };
    for tag in name.tags.pythons.iter().filter(|tag| !has_abi3(tag)) {
        report.file(
            format!("`{tag}` has no `abi3`: the stable ABI begins with cp32"),
            "set the python tag to the version of Py_LIMITED_API, such as cp39",
        );
    }
    let threaded = |abi: &&AbiTag| matches!(abi, AbiTag::CPython { flags, .. } if flags.threaded);
    if let Some(abi) = abis.iter().find(threaded) {
        report.file(
            format!("one build cannot be `abi3` and `{abi}` at once"),
            format!("build the `{abi}` wheel apart, without Py_LIMITED_API"),
        );
    }
}
