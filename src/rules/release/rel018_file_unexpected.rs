//! REL018: files that are not in the plan.

use super::expected::Matched;
use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL018",
    name: "file-unexpected",
    level: Level::Warning,
    summary: "A file that is not in the plan",
    docs: "\
## What is wrong
`--plan` or `--manifest` says which files the release has, and this one is not among them.

## Why it matters
It was built by another workflow, another version of it, or by hand, and nothing in the plan tests it. \
Or its tags came out other than planned, and the planned file is missing.

## Example
`linux_x86_64` in place of `manylinux_2_28_x86_64`, as the repair step was skipped.

## How to mend it
Publish what the plan makes, or bring the plan up to date.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(matched) = Matched::of(release, context) else { return };
    for dist in matched.unexpected {
        let message = format!("{} has no such file", matched.source);
        let hint = "leave it away, or bring the plan up to date";
        report.of_release(&dist.path.display().to_string(), message, hint);
    }
}
