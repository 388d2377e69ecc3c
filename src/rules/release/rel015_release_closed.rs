//! REL015: a release that takes no more files.

use jiff::ToSpan;

use crate::rules::{Check, Context, Level, Release, Reporter, Rule, count};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL015",
    name: "release-closed",
    level: Level::Error,
    summary: "The release on the index is too old to take more files",
    docs: "\
## What is wrong
The release that `--against` names is of the same version, its first file is older than PyPI allows, and \
here are files that it does not have.

## Why it matters
PyPI refuses new files for a release after 14 days, so that a stolen token cannot slip a wheel into a \
version that people trust.

## Example
Wheels for a new Python, added to the release of last spring.

## How to mend it
Make a new version, a post-release for example (`1.0.post1`), and publish all files under it.

## Source
pypi/warehouse, warehouse/forklift/legacy.py (uploads to old releases, since 2026-07)
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(published) = context.beside.published_of(release) else { return };
    let Some(uploaded) = published.uploaded else { return };
    let days = i64::from(context.tables.index.release_open_days);
    let is_open = uploaded.saturating_add(days.days()) >= context.as_of;
    if published.version != *release.version || is_open {
        return;
    }
    let names = release.dists.iter().map(|dist| dist.file_name.as_str());
    let new: Vec<&str> = names.filter(|name| !published.has(name)).collect();
    if !new.is_empty() {
        let files = count(new.len(), "file");
        let message = format!(
            "the release is of {uploaded}, and PyPI takes no files for it after {days} days: {files} would be new"
        );
        report.file(message, "publish all files under a new version").evidence(new);
    }
}
