//! CON001: bytecode in a wheel.

use std::collections::HashSet;

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule, count},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON001",
    name: "bytecode",
    level: Level::Warning,
    summary: "The wheel holds bytecode of Python",
    docs: "\
## What is wrong
There are `.pyc` or `.pyo` files beside their sources, or a `__pycache__` folder.

## Why it matters
Installers compile the sources by themselves. Bytecode from the build machine is for one version \
of Python, grows the wheel, and keeps paths and times of the build.

## Example
`demo/__pycache__/cli.cpython-314.pyc`, from a test run in the source folder before the build.

## How to mend it
Build from a clean checkout, or exclude `__pycache__` in the backend's configuration.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#is-it-possible-to-import-python-code-directly-from-a-wheel-file
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let names: HashSet<&str> = wheel.files().map(|member| member.name.as_str()).collect();
    // A project without sources ships `demo/cli.pyc` on purpose.
    let is_extra = |name: &&str| {
        let source = name.strip_suffix(".pyc").or_else(|| name.strip_suffix(".pyo"));
        source.is_some_and(|stem| {
            name.contains("__pycache__/") || names.contains(&*format!("{stem}.py"))
        })
    };
    let found: Vec<&str> =
        wheel.files().map(|member| member.name.as_str()).filter(is_extra).collect();
    if let Some(first) = found.first() {
        report
            .member(
                first,
                format!("the wheel holds {} of bytecode", count(found.len(), "file")),
                "build from a clean checkout, or exclude __pycache__",
            )
            .evidence(&found);
    }
}
