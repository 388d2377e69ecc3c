//! MET013: a classifier that PyPI does not know.

use std::collections::HashSet;

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET013",
    name: "classifier-unknown",
    level: Level::Error,
    summary: "A classifier is not one that PyPI knows",
    docs: "\
## What is wrong
A `Classifier` is not in PyPI's list. One that begins with `Private ::` is meant to be refused, so \
that the file is never uploaded, and is only noted. One whose last part is a number, such as a new \
version of Python, may be newer than relkit's table: that is a warning.

## Why it matters
PyPI refuses the file.

## Example
`Classifier: License :: OSI Approved :: MIT`; the name is `License :: OSI Approved :: MIT \
License`.

## How to mend it
Correct it in `classifiers` under `[project]`, or remove it. The hint names the one that looks \
most like it.

## Source
https://packaging.python.org/en/latest/specifications/core-metadata/#classifier-multiple-use, and \
the package trove-classifiers, which PyPI asks
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let known = &context.tables.classifiers;
    // Looking for a near one takes its time, and nobody reads so many hints.
    let mut left = 20_u8;
    let mut near = |name: &str| {
        left = left.checked_sub(1)?;
        known.nearest(name)
    };
    // One that stands again is wrong in the same way.
    let mut seen = HashSet::new();
    for field in file.metadata.classifiers() {
        let name = field.value.as_str();
        if !seen.insert(name) || known.contains(name) || known.deprecated(name).is_some() {
            continue;
        }
        if name.starts_with("Private ::") {
            let hint = "leave it where the file must never be public, or remove it";
            let message = format!("`{name}` makes PyPI refuse the file, as it is meant to");
            report
                .member(file.member, message, hint)
                .level(Level::Info)
                .evidence([super::at(field)]);
            continue;
        }
        let hint = near(name).map_or_else(
            || "remove it, or take one of PyPI's list".to_owned(),
            |near| format!("write `{near}`"),
        );
        let message = format!("the classifier `{}` is not in PyPI's list", super::first_line(name));
        let table = format!("by trove-classifiers {}", known.trove_classifiers);
        report
            .member(file.member, message, hint)
            .level(if may_be_new(name) { Level::Warning } else { Level::Error })
            .evidence([super::at(field), table]);
    }
}

/// A version behind the last `::` of a classifier whose family goes on for ever.
fn may_be_new(name: &str) -> bool {
    let family = ["Programming Language ::", "Framework ::", "Environment ::"];
    let last = name.rsplit(" :: ").next().unwrap_or_default();
    let version = last.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    family.iter().any(|start| name.starts_with(start)) && version && !last.is_empty()
}

#[cfg(test)]
mod tests {
    use super::may_be_new;

    #[test]
    fn new_versions_are_no_typing_errors() {
        assert!(may_be_new("Programming Language :: Python :: 3.16"));
        assert!(may_be_new("Framework :: Django :: 7.0"));
        assert!(!may_be_new("License :: OSI Approved :: MIT") && !may_be_new("3.16"));
    }
}
