//! REL017: files of the plan that are missing.

use super::expected::Matched;
use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL017",
    name: "expected-file-missing",
    level: Level::Error,
    summary: "A file that the plan makes is not there",
    docs: "\
## What is wrong
`--plan` or `--manifest` says which files the release has. For one of them there is no file.

## Why it matters
A job that failed, was skipped or uploaded its files under another name leaves a hole in the release. \
After 14 days PyPI does not let you fill it.

## Example
The wheels of one runner are missing, since its artifact was not downloaded.

## How to mend it
Look at the job that makes the file, and run it again. Where the file is not wanted any more, take it \
out of the plan.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(matched) = Matched::of(release, context) else { return };
    for expected in matched.missing {
        let job = expected.job.as_ref().map_or_else(String::new, |job| format!(" of job {job}"));
        let (pattern, source) = (&expected.pattern, matched.source);
        let message = format!("there is no `{pattern}`{job}, which {source} has");
        report.file(message, "build the file, or take it out of the plan");
    }
}
