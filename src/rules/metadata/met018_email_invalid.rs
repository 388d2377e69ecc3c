//! MET018: an e-mail address that PyPI does not take.

use super::email;
use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET018",
    name: "email-invalid",
    level: Level::Error,
    summary: "An e-mail address is none that PyPI takes",
    docs: "\
## What is wrong
`Author-email` or `Maintainer-email` holds one address, and it is not of the form \
`name@host.domain`. As with PyPI, a list of several is not looked into, and letters beyond ASCII \
are let be.

## Why it matters
PyPI refuses the file.

## Example
`Author-email: nobody`, or `Author-email: me@localhost`.

## How to mend it
Correct `authors` or `maintainers` under `[project]`, or leave the address out.

## Source
pypi/warehouse (warehouse/forklift/metadata.py)
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    for name in ["Author-email", "Maintainer-email"] {
        for field in file.metadata.headers.all(name) {
            if field.value == "UNKNOWN" {
                continue;
            }
            if let Err(why) = email::check(&field.value) {
                report
                    .member(
                        file.member,
                        format!("`{}` is no address that PyPI takes: {why}", field.name),
                        "correct it under [project], or leave it out",
                    )
                    .evidence([super::at(field)]);
            }
        }
    }
}
