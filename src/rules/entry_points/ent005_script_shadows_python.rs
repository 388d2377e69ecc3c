//! ENT005: a script that shadows Python.

use super::{place, read};
use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "ENT005",
    name: "script-shadows-python",
    level: Level::Warning,
    summary: "A script has the name of the Python interpreter",
    docs: "\
## What is wrong
A script is called `python`, `python3`, `python3.14` or `pythonw`.

## Why it matters
Installers put it beside the interpreter of the environment, and may overwrite it.

## Example
`[console_scripts]` with `python = demo.cli:main`.

## How to mend it
Give the script a name of its own.

## Source
https://packaging.python.org/en/latest/specifications/entry-points/#use-for-scripts
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let hint = "give the script a name of its own";
    for script in super::data_scripts(wheel) {
        if is_python(script.file_name()) {
            report.member(&script.name, "a script has the name of the interpreter", hint);
        }
    }
    let Some(text) = &wheel.entry_points else { return };
    for entry in read(text).entries {
        if entry.is_script() && is_python(&entry.name) {
            let message = format!("the script `{}` has the name of the interpreter", entry.name);
            report.member(&place(wheel), message, hint).evidence([entry.to_string()]);
        }
    }
}

fn is_python(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let rest = name.strip_suffix(".exe").unwrap_or(&name).strip_prefix("python");
    rest.is_some_and(|rest| {
        let rest = rest.strip_prefix('w').unwrap_or(rest);
        rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

#[cfg(test)]
mod tests {
    use super::is_python;

    #[test]
    fn interpreters_are_known() {
        assert!(
            ["python", "python3", "Python3.14", "pythonw.exe"].iter().all(|name| is_python(name))
        );
        assert!(!is_python("python-demo") && !is_python("ipython") && !is_python("pythondemo"));
    }
}
