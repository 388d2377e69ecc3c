//! TAG004: an ABI tag that no installer accepts.

use crate::{
    model::{AbiTag, PythonVersion, WheelName},
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG004",
    name: "abi-tag-unknown",
    level: Level::Error,
    summary: "No installer accepts the ABI tag",
    docs: "\
## What is wrong
The ABI tag is `none`, `abi3`, `abi3t`, or the ABI of one interpreter: `cp314`, `cp314t` (free-\
threaded, from 3.13 on), `cp37m` (before 3.8), `cp27mu` (before 3.3), `pypy311_pp73`, \
`graalpy250_312_native`. This one is no such tag, or its letters do not go with its version.

## Why it matters
PyPI takes the file, and no installer ever picks it. A tag of a debug build (`cp314d`) is picked by \
debug builds of Python alone, and before 3.8 one without `m` (`cp37`) by builds without pymalloc, \
which nobody ships; these are warnings.

## Example
`cp39-cp39m`: the `m` went away with 3.8. `cp312-cp312t`: there is no free-threaded 3.12.

## How to mend it
Set the right tag with `wheel tags --abi-tag cp39 FILE`, or build with a release build of Python.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#abi-tag
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    for tag in &name.tags.abis {
        let why = match tag {
            AbiTag::Unknown(_) => "it is none that an interpreter has",
            AbiTag::CPython { version, flags } => {
                if flags.threaded && *version < PythonVersion::new(3, 13) {
                    "free-threaded builds begin with 3.13"
                } else if flags.pymalloc && *version >= PythonVersion::new(3, 8) {
                    "the letter `m` ended with 3.7"
                } else if flags.wide_unicode && *version >= PythonVersion::new(3, 3) {
                    "the letter `u` ended with 3.2"
                } else if flags.debug {
                    report
                        .file(
                            format!("only debug builds of Python accept the ABI tag `{tag}`"),
                            "build with a release build of Python",
                        )
                        .level(Level::Warning);
                    continue;
                } else if !flags.pymalloc && *version < PythonVersion::new(3, 8) {
                    report
                        .file(
                            format!("only builds without pymalloc accept the ABI tag `{tag}`"),
                            format!("`wheel tags --abi-tag {tag}m` gives it the ABI that is used"),
                        )
                        .level(Level::Warning);
                    continue;
                } else {
                    continue;
                }
            }
            _ => continue,
        };
        let message = format!("no installer accepts the ABI tag `{tag}`: {why}");
        report.file(message, "set the right one with `wheel tags --abi-tag`, then build again");
    }
}
