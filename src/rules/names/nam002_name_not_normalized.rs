//! NAM002: a project name in a wheel's name that is not in its normalised form.

use jiff::civil::{Date, date};

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "NAM002",
    name: "wheel-project-not-normalized",
    level: Level::Error,
    summary: "The project in a wheel's name is not in lower case with single `_`",
    docs: "\
## What is wrong
The first part of the wheel's name is the project's name, normalised: lower case, and every run of \
`-`, `_` and `.` written as one `_`.

## Why it matters
PyPI refuses other spellings since October 2025; a wheel whose newest member is older was taken, and \
this is a warning then. Tools that build the name themselves to find a \
wheel in a folder do not find this one.

## Example
`FMPy-0.3.15-py3-none-any.whl` must be `fmpy-0.3.15-py3-none-any.whl`, and `zope.interface` \
becomes `zope_interface`.

## How to mend it
Update the build backend (setuptools 75.8.1 or later and all newer backends write the normalised \
form) and build again. The `.dist-info` folder takes the same spelling, so renaming the file is \
not enough.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#escaping-and-unicode
",
    check: Check::Wheel(check),
};

/// Since when PyPI refuses other spellings.
const REFUSED: Date = date(2025, 10, 1);

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Ok(name) = &wheel.name else { return };
    let (found, wanted) = (name.raw_name(), name.name.file_name_form());
    if found != wanted {
        let rest = name.to_string().split_off(found.len());
        let finding = report.file(
            format!("the project's name is written `{found}`, PyPI takes `{wanted}` only"),
            format!("build it again with a current backend, which names it `{wanted}{rest}`"),
        );
        finding.warning_if_built_before(wheel, REFUSED);
    }
}
