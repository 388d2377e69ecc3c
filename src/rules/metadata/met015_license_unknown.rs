//! MET015: a licence that SPDX does not list.

use super::values;
use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET015",
    name: "license-unknown",
    level: Level::Error,
    summary: "A `License-Expression` names a licence that SPDX does not list",
    docs: "\
## What is wrong
The expression is well formed, and one of its licences or exceptions is not in the list of SPDX, \
nor is it the project's own (`LicenseRef-NAME`). An identifier that SPDX gave up is taken by PyPI \
and noted as information.

## Why it matters
PyPI refuses the file.

## Example
`License-Expression: Apache 2.0` or `License-Expression: BSD`.

## How to mend it
Correct `license` under `[project]`: `Apache-2.0`, `BSD-3-Clause`; for one of your own write \
`LicenseRef-Own`.

## Source
https://peps.python.org/pep-0639/#project-source-metadata, and https://spdx.org/licenses/
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(field) = file.metadata.license_expression() else { return };
    // What has no form at all is MET011's.
    if values::license_expression(&field.value).is_err() {
        return;
    }
    let licenses = &context.tables.licenses;
    let list = || format!("by SPDX {}", licenses.spdx);
    let spaced = field.value.replace(['(', ')'], " ");
    let mut is_exception = false;
    for token in spaced.split_whitespace() {
        let word = token.to_ascii_lowercase();
        let was_exception = std::mem::replace(&mut is_exception, word == "with");
        if matches!(&*word, "and" | "or" | "with") || word.starts_with("licenseref-") {
            continue;
        }
        if was_exception {
            if licenses.exception(token).is_none() {
                let message = format!("SPDX lists no exception `{token}`");
                let hint = "write an exception of SPDX's list behind WITH, or leave it out";
                report.member(file.member, message, hint).evidence([super::at(field), list()]);
            }
            continue;
        }
        let id = token.strip_suffix('+').unwrap_or(token);
        if licenses.is_deprecated(id) {
            let hint = format!("write `{id}-only` or `{id}-or-later` if it is a GNU licence");
            let message = format!("SPDX has given up `{id}`, PyPI takes it still");
            report
                .member(file.member, message, hint)
                .level(Level::Info)
                .evidence([super::at(field), list()]);
        } else if licenses.licence(id).is_none() {
            let hint = licenses.nearest(id).map_or_else(
                || format!("write an identifier of SPDX's list, or `LicenseRef-{id}`"),
                |near| format!("write `{near}`, or `LicenseRef-{id}` for your own"),
            );
            let message = format!("SPDX lists no licence `{id}`");
            report.member(file.member, message, hint).evidence([super::at(field), list()]);
        }
    }
}
