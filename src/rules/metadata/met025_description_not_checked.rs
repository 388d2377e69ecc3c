//! MET025: a description that was not checked in full.

use super::speaker;
use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MET025",
    name: "description-not-checked",
    level: Level::Info,
    summary: "The description is reStructuredText, which relkit checks in part",
    docs: "\
## What is wrong
relkit has no full parser of reStructuredText: in text without indentation it looks for what PyPI \
is sure to refuse (`MET024`), and for nothing else. That nothing was found does not say that PyPI can render \
the description.

## Why it matters
PyPI refuses a file whose description docutils warns of.

## Example
A fault within a list, or a table with uneven columns.

## How to mend it
Run `twine check --strict` on one of the files, or write the description in Markdown, which PyPI \
always renders.

## Source
pypi/warehouse (warehouse/utils/readme.py)
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let Some((dist, metadata)) = speaker(release) else { return };
    if super::is_rst(metadata) {
        report
            .file(
                "the description is reStructuredText: whether PyPI can render it was checked in part",
                "run `twine check --strict` on one of the files",
            )
            .evidence([format!("by {}", dist.file_name)]);
    }
}
