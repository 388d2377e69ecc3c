//! NAM003: a version in a wheel's name that is not in its normalised form.

use crate::{
    model::WheelName,
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "NAM003",
    name: "wheel-version-not-normalized",
    level: Level::Warning,
    summary: "The version in a wheel's name is not in its normalised form",
    docs: "\
## What is wrong
The version in a wheel's name should be spelled as PEP 440 normalises it: `1.0rc1`, not `1.0-RC.1` \
or `1.0.RC1`; no leading zeros and no leading `v`.

## Why it matters
Tools compare the file name, the `.dist-info` folder and the metadata as texts in places. Two \
spellings of one version make such comparisons fail.

## Example
`demo-01.0-py3-none-any.whl` should be `demo-1.0-py3-none-any.whl`.

## How to mend it
Write the version in its normalised form in `pyproject.toml` (or let the backend do it by updating \
it) and build again.

## Source
https://packaging.python.org/en/latest/specifications/version-specifiers/#normalization
",
    check: Check::WheelName(check),
};

fn check(name: NameOf<'_, WheelName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = name else { return };
    let (found, wanted) = (name.raw_version(), name.version.to_string());
    if found != wanted {
        report.file(
            format!("the version is written `{found}`, its normalised form is `{wanted}`"),
            format!("set the version to `{wanted}` and build again"),
        );
    }
}
