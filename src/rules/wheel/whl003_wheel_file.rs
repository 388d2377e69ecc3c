//! WHL003: a WHEEL file that is missing or lacks what it must say.

use super::wheel_path;
use crate::{
    dist::{Wheel, WheelFile},
    rules::{Check, Context, Level, Reporter, Rule, lacking},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL003",
    name: "wheel-file-invalid",
    level: Level::Error,
    summary: "WHEEL is missing, or its fields are missing, repeated or unknown",
    docs: "\
## What is wrong
The `.dist-info` folder holds a file `WHEEL` with `Wheel-Version: 1.0` and `Root-Is-Purelib: true` or \
`false`, each once. (`Generator` may stand several times: tools that repack a wheel add their own.)

## Why it matters
Installers refuse a wheel without `Wheel-Version` or with a major version that they do not know, and \
without `Root-Is-Purelib` they do not know where its files go.

## Example
A script that zips files together and writes no `WHEEL`.

## How to mend it
Build the wheel with a build backend, or repack it with `wheel pack`.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-contents
",
    check: Check::Wheel(check),
};

const HINT: &str = "build it again with a build backend: `python -m build --wheel`";

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    if wheel.dist_info.is_none() {
        return;
    }
    let path = wheel_path(wheel);
    let Some(file) = &wheel.wheel_file else {
        report.member(&path, lacking(wheel, "WHEEL"), HINT);
        return;
    };
    let problems = problems(file);
    if !problems.is_empty() {
        report
            .member(&path, "WHEEL does not say what installers must know", HINT)
            .evidence(problems);
    }
}

fn problems(file: &WheelFile) -> Vec<String> {
    let mut problems = Vec::new();
    match file.wheel_version().map(|field| field.value.as_str()) {
        None => problems.push("`Wheel-Version` is missing".to_owned()),
        Some(version) if version.split('.').next() == Some("1") => {}
        Some(version) => problems.push(format!("`Wheel-Version: {version}` is not 1.x")),
    }
    match file.root_is_purelib().map(|field| field.value.to_ascii_lowercase()) {
        None => problems.push("`Root-Is-Purelib` is missing".to_owned()),
        Some(value) if matches!(&*value, "true" | "false") => {}
        Some(value) => problems.push(format!("`Root-Is-Purelib: {value}` is not true or false")),
    }
    for name in ["Wheel-Version", "Root-Is-Purelib", "Build"] {
        let count = file.headers.all(name).count();
        if count > 1 {
            problems.push(format!("`{name}` stands {count} times"));
        }
    }
    for defect in file.headers.cut.iter().chain(&file.headers.defects) {
        problems.push(format!("line {}: {}", defect.line, defect.what));
    }
    problems
}
