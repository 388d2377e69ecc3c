//! IDX004: an index that states another size than the file has.

use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "IDX004",
    name: "index-size-differs",
    level: Level::Warning,
    summary: "The index states another size than the file has",
    docs: "\
## What is wrong
The `size` on the index's page is not the number of bytes of the file.

## Why it matters
Installers and mirrors that check the size refuse the file, or stop reading in the middle of it.

## Example
A file that was replaced on an index of one's own, whose page was not written anew.

## How to mend it
Let the index write its page anew.

## Source
https://packaging.python.org/en/latest/specifications/simple-repository-api/#project-detail
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    for dist in &release.dists {
        let stated = dist.stated.as_ref().and_then(|stated| stated.size);
        if let Some(stated) = stated.filter(|&stated| stated != dist.size) {
            report
                .of_release(
                    &dist.path.display().to_string(),
                    "the index states another size than the file has",
                    "let the index write its page anew",
                )
                .evidence([format!("index: {stated} bytes"), format!("file: {} bytes", dist.size)]);
        }
    }
}
