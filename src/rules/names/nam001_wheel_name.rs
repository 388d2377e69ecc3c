//! NAM001: a wheel whose name cannot be read.

use crate::{
    model::WheelName,
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "NAM001",
    name: "wheel-name-unreadable",
    level: Level::Error,
    summary: "The file name is not NAME-VERSION(-BUILD)-PYTHON-ABI-PLATFORM.whl",
    docs: "\
## What is wrong
A wheel's file name must have five parts joined by `-`, or six with a build tag: project, version, \
build tag, python tag, ABI tag, platform tag. A part is missing, empty, or not what it should be.

## Why it matters
Installers read name, version and tags from the file name alone. They skip a file whose name they \
cannot read, without a word, and PyPI refuses it.

## Example
`demo-1.0-py3-none.whl` has four parts. `my-demo-1.0-py3-none-any.whl` has six, so that `1.0` is \
read as a build tag and `demo` as the version.

## How to mend it
Do not rename wheels by hand: build again and keep the name that the build backend gives. Where a \
name must be put together, take it from `packaging.utils` or `wheel tags`.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    if let Err(error) = name {
        let form = "NAME-VERSION(-BUILD)-PYTHON-ABI-PLATFORM.whl";
        report.file(
            error.to_string(),
            format!("build it again and keep the name that the backend gives: {form}"),
        );
    }
}
