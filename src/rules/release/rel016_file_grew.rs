//! REL016: growth since the other release.

use std::collections::HashMap;

use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL016",
    name: "file-grew",
    level: Level::Info,
    summary: "A wheel is much larger than that of the other release",
    docs: "\
## What is wrong
Compared with the release that `--against` names, the wheel with the same tags has grown by half or more, \
and by more than a megabyte.

## Why it matters
Often something slipped in: debug sections, a second copy of a library, test data. Every install pays \
for it, and the total size of a project on PyPI is limited.

## Example
A wheel of 2 MB becomes one of 9 MB, as the build no longer strips.

## How to mend it
Compare the contents of both (`unzip -l`). Where the growth is meant, nothing is to be done.

## Source
pypi/warehouse, docs/user/project-management/storage-limits.md
",
    check: Check::Release(check),
};

/// Growth below this many bytes is nobody's trouble.
const SMALL: u64 = 1 << 20;

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(published) = context.beside.published_of(release) else { return };
    let sizes = published
        .files
        .iter()
        .filter_map(|file| Some((file.name.as_wheel()?.tags.to_string(), file.size?)));
    let before: HashMap<String, u64> = sizes.collect();
    for (dist, name) in release.wheel_names() {
        let Some(&old) = before.get(&name.tags.to_string()) else { continue };
        let growth = dist.size.saturating_sub(old);
        if growth > SMALL && growth >= old / 2 {
            let version = &published.version;
            let message = format!("it has {} bytes, that of {version} has {old}", dist.size);
            let hint = "compare what both hold, for example with `unzip -l`";
            report.of_release(&dist.path.display().to_string(), message, hint);
        }
    }
}
