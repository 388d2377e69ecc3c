//! REL014: a file name that the index has.

use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL014",
    name: "name-taken",
    level: Level::Warning,
    summary: "A file of this name is on the index already",
    docs: "\
## What is wrong
The release that `--against` names is of the same version, and has a file of this name.

## Why it matters
PyPI never takes a file name twice, not even after the file was deleted: the upload is refused, unless \
the content is the same and the tool skips it (`twine upload --skip-existing`).

## Example
A wheel that was built again after the release.

## How to mend it
Leave the file away, or give the release a new version. A build tag (`-1-`) makes a new name for a wheel \
that must replace a broken one.

## Source
pypi/warehouse, warehouse/forklift/legacy.py (reuse of file names)
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(published) = context.beside.published_of(release) else { return };
    if published.version != *release.version {
        return;
    }
    for dist in release.dists.iter().filter(|dist| published.has(&dist.file_name)) {
        let message = "the release that it is compared with has a file of this name";
        let hint = "leave it away, or give it a new version or a build tag";
        report.of_release(&dist.path.display().to_string(), message, hint);
    }
}
