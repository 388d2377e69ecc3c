//! TAG003: a python tag that no installer accepts.

use crate::{
    model::{PythonTag, PythonVersion, WheelName},
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TAG003",
    name: "python-tag-unknown",
    level: Level::Error,
    summary: "No installer accepts the python tag",
    docs: "\
## What is wrong
The python tag is an implementation (`py`, `cp`, `pp`, `graalpy`) and a version without dots: \
`py3`, `cp314`, `pp311`. This one is something else. A `cp` tag of a Python that is not even \
planned is a warning.

## Why it matters
PyPI takes the file, and no installer ever picks it: users get the source distribution, or nothing.

## Example
`cp315t-cp315t`: the `t` of a free-threaded build belongs into the ABI tag, `cp315-cp315t`. \
`cp3.13`: a dot divides two tags, `cp3` and `13`.

## How to mend it
Update the build backend, or set the right tag with `wheel tags --python-tag cp315 FILE`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#python-tag
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    // The table names the next one as soon as it is planned; a table of last year is one behind.
    let last = context.tables.pythons.python.last().map(|python| python.version);
    let last = last.map(|version| PythonVersion::new(version.major, version.minor + 1));
    for tag in &name.tags.pythons {
        let hint = match tag {
            PythonTag::Unknown(text) => hint(text),
            PythonTag::CPython { minor: None, .. } => {
                "name the minor version too, such as cp314, or the generic tag py3".to_owned()
            }
            _ => {
                if super::cpython(tag)
                    .is_some_and(|version| last.is_some_and(|last| version > last))
                {
                    let hint = "set the tag of the Python that it was built with by `wheel tags`";
                    report
                        .file(format!("no Python that is planned has the tag `{tag}`"), hint)
                        .level(Level::Warning);
                }
                continue;
            }
        };
        report.file(format!("no installer accepts the python tag `{tag}`"), hint);
    }
}

fn hint(text: &str) -> String {
    let threaded = text
        .strip_suffix('t')
        .filter(|base| matches!(base.parse(), Ok(PythonTag::CPython { minor: Some(_), .. })));
    match threaded {
        Some(base) => format!(
            "the `t` belongs into the ABI tag: `{base}-{text}`; run `wheel tags --python-tag {base}`"
        ),
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            "versions in tags have no dots: cp313, not cp3.13".to_owned()
        }
        None => "set one such as py3, cp314 or pp311 with `wheel tags --python-tag`".to_owned(),
    }
}
