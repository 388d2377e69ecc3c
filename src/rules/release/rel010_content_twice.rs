//! REL010: two names of one content.

use std::collections::HashMap;

use crate::{
    dist::{Dist, Wheel},
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL010",
    name: "content-twice",
    level: Level::Error,
    summary: "Two wheels of the release are the same file under different names",
    docs: "\
## What is wrong
Two wheels hold the same members with the same content, their dist-info folders among them: one is a \
copy of the other under another name.

## Why it matters
PyPI refuses a file whose content it has under another name. And one of the two names is wrong: the tags \
in its `WHEEL` file are those of the other.

## Example
A wheel that was renamed by `cp` to claim a second platform.

## How to mend it
Build the second file, or change its tags with `wheel tags`, which writes `WHEEL` and `RECORD` anew.

## Source
pypi/warehouse, warehouse/forklift/legacy.py (the checks of the digests of files)
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    // A copy has the size of its original: members are compared only where that is so.
    let mut by_size: HashMap<u64, Vec<(&Dist, &Wheel)>> = HashMap::new();
    for (dist, wheel) in release.wheels() {
        let others = by_size.entry(dist.size).or_default();
        if let Some((other, _)) = others.iter().find(|(_, other)| is_copy(wheel, other)) {
            let message = format!("it is a copy of `{}` under another name", other.file_name);
            let hint = "build it, or change the tags of the other with `wheel tags`";
            report.of_release(&dist.path.display().to_string(), message, hint);
        }
        others.push((dist, wheel));
    }
}

/// Whether all members are the same, in the same order. Content that could not be read is equal to
/// nothing.
fn is_copy(one: &Wheel, other: &Wheel) -> bool {
    one.members.len() == other.members.len()
        && one
            .files()
            .zip(other.files())
            .all(|(a, b)| a.name == b.name && a.digest.is_some() && a.digest == b.digest)
}
