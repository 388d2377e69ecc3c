//! MET011: a field whose value the specification or PyPI does not allow.

use std::collections::BTreeSet;

use super::{fields::LICENSE_FILE, values};
use crate::{
    dist::Field,
    rules::{Check, Context, Level, MetadataFile, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET011",
    name: "field-value-invalid",
    level: Level::Error,
    summary: "The value of a field is not one that it may have",
    docs: "\
## What is wrong
The value breaks the rules of its field: `Summary` is one line of at most 512 characters; \
`Description-Content-Type` is `text/plain`, `text/x-rst` or `text/markdown`, in UTF-8, with variant \
`GFM` or `CommonMark`; `Provides-Extra` is a name; `Dynamic` names another field, not `Name`, \
`Version` or `Metadata-Version`; `License-Expression` is an SPDX expression (its form is checked, \
`MET015` asks whether SPDX lists the licences); `License-File` is a plain relative path with `/`; `Import-Name` \
and `Import-Namespace` are dotted identifiers, with `; private` at most; `Project-URL` is \
`LABEL, URL`, each label once and of at most 32 characters.

## Why it matters
PyPI refuses the file.

## Example
`Description-Content-Type: text/x-markdown`, or a summary that goes on in a second line.

## How to mend it
Correct the field in `pyproject.toml`, or in what the build backend reads it from, and build again.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/, and pypi/warehouse for the \
lengths
",
    check: Check::Metadata(check),
};

/// Says why a value is none, as a clause.
type Validator = fn(&str) -> Result<(), String>;

/// The validators by their fields; other rules look at versions, names and dependencies.
const VALIDATORS: [(&str, Level, Validator); 9] = [
    ("Summary", Level::Error, values::summary),
    ("Description-Content-Type", Level::Error, values::content_type),
    ("Provides-Extra", Level::Error, values::extra),
    ("Dynamic", Level::Error, values::dynamic),
    ("License-Expression", Level::Error, values::license_expression),
    (LICENSE_FILE, Level::Error, values::license_file),
    ("Import-Name", Level::Error, values::import_name),
    ("Import-Namespace", Level::Error, values::import_name),
    ("Project-URL", Level::Error, values::project_url),
];

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let headers = &file.metadata.headers;
    let mut invalid = |field: &Field, level: Level, why: &str| {
        let message = format!("`{}`: {why}", field.name);
        let hint = "correct it in pyproject.toml, or where the backend reads it from";
        report.member(file.member, message, hint).level(level).evidence([super::at(field)]);
    };
    for (name, level, validate) in VALIDATORS {
        let old = super::declared(file).is_none_or(|version| version < (2, 4));
        if name == LICENSE_FILE && old {
            continue;
        }
        for field in headers.all(name) {
            // A single empty Import-Name says that there is nothing to import.
            let nothing = field.value.is_empty()
                && name == "Import-Name"
                && headers.all(name).nth(1).is_none();
            // setuptools wrote it for nothing at all, and PyPI reads it so.
            let unknown = field.value == "UNKNOWN" && name == "Description-Content-Type";
            if let Err(why) = validate(&field.value)
                && !nothing
                && !unknown
            {
                invalid(field, level, &why);
            }
        }
    }
    let mut labels = BTreeSet::new();
    for field in headers.all("Project-URL") {
        let label = field.value.split(',').next().unwrap_or_default().trim();
        if !labels.insert(label) {
            invalid(field, Level::Error, "the label is there before");
        }
    }
}
