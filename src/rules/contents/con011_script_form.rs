//! CON011: scripts that cannot start everywhere.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CON011",
    name: "script-form",
    level: Level::Warning,
    summary: "A script of the wheel cannot start everywhere",
    docs: "\
## What is wrong
A file under `.data/scripts/` lies in a folder of its own, or its first line names a Python by its \
path. Installers replace a first line that begins with `#!python`, and no other. `#!/usr/bin/env \
python` is noted as information.

## Why it matters
The script runs with the Python of another environment, or with one that only the build machine \
has. From a folder it cannot be called.

## Example
`#!/opt/build/venv/bin/python` in `demo-1.0.data/scripts/demo`.

## How to mend it
Declare an entry point under `[project.scripts]`, or begin the script with `#!python`.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#recommended-installer-features
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    for (number, member) in wheel.members.iter().enumerate().filter(|(_, member)| !member.is_dir) {
        let Some((stem, path)) = member.name.split_once(".data/scripts/") else { continue };
        if stem.contains('/') {
            continue;
        }
        if path.contains('/') {
            let message = "the script lies in a folder of its own";
            report.member(&member.name, message, "move it to scripts/ itself");
        }
        let Some(line) = wheel.head(number).and_then(shebang) else { continue };
        let (message, level) = match judge(&line) {
            Some(Level::Info) => ("the script takes the first Python of the path", Level::Info),
            Some(level) => ("the script names a Python by its path", level),
            None => continue,
        };
        report
            .member(&member.name, message, "begin it with `#!python`, or declare an entry point")
            .level(level)
            .evidence([line]);
    }
}

/// The first line, if it begins with `#!`.
fn shebang(head: &[u8]) -> Option<String> {
    let line = head.strip_prefix(b"#!")?.split(|&byte| byte == b'\n').next()?;
    Some(format!("#!{}", String::from_utf8_lossy(line).trim()))
}

fn judge(line: &str) -> Option<Level> {
    let mut words = line.trim_start_matches("#!").split_whitespace();
    let program = words.next()?;
    let name = program.rsplit(['/', '\\']).next()?;
    if name == "env" {
        return words.next().filter(|word| word.starts_with("python")).map(|_| Level::Info);
    }
    let path = name.len() < program.len();
    (path && (name.starts_with("python") || name.starts_with("pypy"))).then_some(Level::Warning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines_are_judged() {
        let said = |text: &str| shebang(text.as_bytes()).and_then(|line| judge(&line));
        assert_eq!(said("#!python\n"), None);
        assert_eq!(said("#!/bin/sh\npython"), None);
        assert_eq!(said("#! /usr/bin/env python3\n"), Some(Level::Info));
        assert_eq!(said("#!/opt/build/bin/python3.14 -E\r\n"), Some(Level::Warning));
        assert_eq!(said("#!/usr/bin/env perl"), None);
        assert_eq!(said("#!"), None);
        assert_eq!(said("MZ"), None);
    }
}
