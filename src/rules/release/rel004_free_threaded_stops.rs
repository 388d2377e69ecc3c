//! REL004: wheels for the experimental free-threaded build only.

use crate::{
    model::{AbiTag, PythonVersion},
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL004",
    name: "free-threaded-stops",
    level: Level::Warning,
    summary: "There are `cp313t` wheels and none for later free-threaded builds",
    docs: "\
## What is wrong
The release has wheels for the free-threaded build of 3.13, and none for that of 3.14 or later.

## Why it matters
Free threading was an experiment in 3.13 and is officially supported from 3.14 on (PEP 779). Its \
users have moved on, and `cp313t` wheels are of no use to them.

## Example
`CIBW_ENABLE: cpython-freethreading` with a cibuildwheel that does not know 3.14 yet.

## How to mend it
Update cibuildwheel and build `cp314t` as well; `cp313t` may go.

## Source
https://peps.python.org/pep-0779/
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    if stops(release) {
        report.file(
            "there are cp313t wheels and none for the free-threaded builds of 3.14 and later",
            "build cp314t too: free threading is officially supported from 3.14 on",
        );
    }
}

/// Whether free threading ends with 3.13.
pub(super) fn stops(release: &Release<'_>) -> bool {
    const FIRST: PythonVersion = PythonVersion::new(3, 13);
    let (mut experimental, mut later) = (false, false);
    for abi in release.wheel_names().flat_map(|(_, name)| &name.tags.abis) {
        match abi {
            AbiTag::Abi3t => later = true,
            AbiTag::CPython { version, flags } if flags.threaded && !flags.debug => {
                experimental |= *version == FIRST;
                later |= *version > FIRST;
            }
            _ => {}
        }
    }
    experimental && !later
}
