//! REL007: two wheels with one tag.

use std::collections::HashMap;

use crate::{
    dist::Dist,
    model::{BuildTag, Tag},
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL007",
    name: "tag-in-two-wheels",
    level: Level::Error,
    summary: "Two wheels of the release have the same tag",
    docs: "\
## What is wrong
The compressed tag sets of two wheels have a tag in common, and their build tags are equal.

## Why it matters
Which of them an installer takes is left to chance: pip takes the one that the index lists last.

## Example
`cp312-cp312-manylinux_2_17_x86_64.manylinux_2_28_x86_64` beside \
`cp312-cp312-manylinux_2_28_x86_64`, from two runs with different images.

## How to mend it
Remove one of them, or take the tag out of one. A wheel that is meant to replace the other one needs \
a build tag: `wheel tags --build 1`.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let mut seen: HashMap<(Tag, Option<&BuildTag>), &Dist> = HashMap::new();
    for (dist, name) in release.wheel_names() {
        let mut both: Option<(&Dist, Vec<Tag>)> = None;
        for tag in name.tags.expand() {
            match seen.get(&(tag.clone(), name.build.as_ref())) {
                // A tag that stands twice in one name is TAG002.
                Some(other) if other.file_name != dist.file_name => {
                    both.get_or_insert((other, Vec::new())).1.push(tag);
                }
                Some(_) => {}
                None => {
                    seen.insert((tag, name.build.as_ref()), dist);
                }
            }
        }
        if let Some((other, tags)) = both {
            let message = format!("it has a tag in common with `{}`", other.file_name);
            let hint = "remove one of the two, or give the one that must win a build tag";
            report.of_release(&dist.path.display().to_string(), message, hint).evidence(tags);
        }
    }
}
