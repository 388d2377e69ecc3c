//! NAM006: the name of a source distribution.

use crate::{
    model::SdistName,
    rules::{Check, Context, Level, NameOf, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "NAM006",
    name: "sdist-name-not-normalized",
    level: Level::Error,
    summary: "The name of a source distribution is not the one that PEP 625 demands",
    docs: "\
## What is wrong
A source distribution must be called `NAME-VERSION.tar.gz`, with the project's name in lower case \
and with single `_`, and the version in its normalised form.

## Why it matters
PyPI refuses every other name. With `-` in the project's name nobody can tell where the version \
begins.

## Example
`sentry-cli-3.8.0.tar.gz` must be `sentry_cli-3.8.0.tar.gz`; `demo-1.0.zip` must be a `.tar.gz`.

## How to mend it
Update the build backend (setuptools 69.3 or later) and build again with `python -m build --sdist`.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-file-name
",
    check: Check::SdistName(check),
};

fn check(name: NameOf<'_, SdistName>, _: &Context<'_>, report: &mut Reporter<'_>) {
    match name {
        Err(error) => {
            report.file(
                error.to_string(),
                "build it again with a current backend, which names it NAME-VERSION.tar.gz",
            );
        }
        Ok(name) if name.to_string() != name.normalized() => {
            let wanted = name.normalized();
            report.file(
                format!("PyPI takes this file under the name `{wanted}` only"),
                "update the build backend and build it again",
            );
        }
        Ok(_) => {}
    }
}
