//! MET024: a description that PyPI refuses.

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET024",
    name: "description-refused",
    level: Level::Error,
    summary: "PyPI cannot render the description",
    docs: "\
## What is wrong
The description is reStructuredText, by its content type or for want of one, and holds what PyPI's \
renderer refuses: a directive or a role that docutils does not know (those of Sphinx), `raw` or \
`include`, which PyPI turns off; a title that is longer than its underline, that skips a level, or whose \
lines above and below differ; emphasis, a literal or a reference that begins and does not end; a \
substitution or a target that is not defined; an indented line right below text.

## Why it matters
PyPI refuses the file: every warning of docutils counts there.

## Example
`:class:`demo.Client`` or `.. versionadded:: 1.0` in a `README.rst` that is written for Sphinx.

## How to mend it
Write what the hint says, and look with `twine check` at what relkit does not check (`MET025`).

## Source
pypi/warehouse (warehouse/utils/readme.py), and \
https://docutils.sourceforge.io/docs/ref/rst/directives.html
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(text) = file.metadata.description().filter(|_| super::is_rst(file.metadata)) else {
        return;
    };
    let found = context.tables.descriptions.refused(text, &context.tables.docutils);
    if let Some(first) = found.first() {
        report
            .member(
                file.member,
                format!("PyPI cannot render the description: {}", first.what),
                first.hint,
            )
            .evidence(
                found
                    .iter()
                    .map(|fault| format!("description, line {}: {}", fault.line, fault.what)),
            );
    }
}
