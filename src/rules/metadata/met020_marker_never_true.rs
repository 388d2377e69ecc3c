//! MET020: a marker that is true nowhere.

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule, dependency};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET020",
    name: "marker-never-true",
    level: Level::Warning,
    summary: "The marker of a dependency is true nowhere",
    docs: "\
## What is wrong
A marker compares `sys_platform`, `os_name`, `platform_system`, `implementation_name` or \
`platform_python_implementation` with a word that Python never gives, so that the dependency is never \
installed. Capitals count: `Win32` is not `win32`.

## Why it matters
The dependency is missing on just the systems it is meant for, and the import fails there.

## Example
`pywin32; sys_platform == \"windows\"`: Python says `win32`, also on 64-bit Windows. `sys_platform \
== \"macos\"`: it says `darwin`.

## How to mend it
Write the word that the hint names.

## Source
https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
",
    check: Check::Metadata(check),
};

/// Words that Python gives, by variable. Markers compare them as they are, capitals too.
const GIVEN: [(&str, &[&str]); 5] = [
    (
        "sys_platform",
        &["win32", "darwin", "linux", "cygwin", "emscripten", "wasi", "ios", "android"],
    ),
    ("platform_system", &["Windows", "Darwin", "Linux", "Java", "Emscripten", "iOS", "Android"]),
    ("os_name", &["nt", "posix", "java"]),
    ("platform_python_implementation", &["CPython", "PyPy", "GraalVM", "Jython", "IronPython"]),
    ("implementation_name", &["cpython", "pypy", "graalpy", "jython", "ironpython", "micropython"]),
];

/// Words that look right and never are, in small letters: variable, what was written, what Python says.
const NEVER: [(&str, &str, &str); 10] = [
    ("sys_platform", "windows", "win32"),
    ("sys_platform", "win64", "win32"),
    ("sys_platform", "win", "win32"),
    ("sys_platform", "nt", "win32"),
    ("sys_platform", "macos", "darwin"),
    ("sys_platform", "macosx", "darwin"),
    ("sys_platform", "osx", "darwin"),
    ("sys_platform", "mac", "darwin"),
    ("platform_system", "win32", "Windows"),
    ("os_name", "windows", "nt"),
];

/// What to write in place of a word that Python never gives; `None` where it may.
fn right(variable: &str, value: &str) -> Option<&'static str> {
    let (_, given) = GIVEN.iter().find(|row| row.0 == variable)?;
    if given.contains(&value) {
        return None;
    }
    let never = |row: &&(&str, &str, &str)| row.0 == variable && row.1.eq_ignore_ascii_case(value);
    let other = NEVER.iter().find(never).map(|row| row.2);
    other.or_else(|| given.iter().copied().find(|word| word.eq_ignore_ascii_case(value)))
}

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    for field in file.metadata.requires_dist() {
        let Some(marker) = dependency::parse(&field.value).ok().and_then(|found| found.marker)
        else {
            continue;
        };
        for (variable, operator, value) in dependency::comparisons(marker) {
            let Some(right) = right(variable, value).filter(|_| operator == "==") else {
                continue;
            };
            report
                .member(
                    file.member,
                    format!("`{variable} == \"{value}\"` is true on no system"),
                    format!("write `{variable} == \"{right}\"`"),
                )
                .evidence([super::at(field)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::right;

    #[test]
    fn capitals_count() {
        assert_eq!(right("sys_platform", "Win32"), Some("win32"));
        assert_eq!(right("sys_platform", "WINDOWS"), Some("win32"));
        assert_eq!(right("platform_python_implementation", "cpython"), Some("CPython"));
        assert_eq!(right("implementation_name", "PyPy"), Some("pypy"));
        assert_eq!(right("platform_system", "darwin"), Some("Darwin"));
        for (variable, value) in [
            ("sys_platform", "linux2"),
            ("sys_platform", "aix"),
            ("os_name", "nt"),
            ("extra", "Linux"),
        ] {
            assert_eq!(right(variable, value), None, "{variable} {value}");
        }
    }
}
