//! IDX002: an index whose `.metadata` file is not the METADATA of the wheel.

use crate::rules::{Check, Context, Level, MetadataFile, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "IDX002",
    name: "index-metadata-differs",
    level: Level::Warning,
    summary: "The index has other metadata beside the wheel than are in it",
    docs: "\
## What is wrong
The index offers the wheel's metadata as a file of their own, whose name ends in `.metadata`, and its \
digest is not that of `METADATA` in the wheel. Both must be the same bytes.

## Why it matters
pip and uv resolve dependencies by the file beside the wheel and install the wheel with what is inside. \
Where the two differ, dependencies are missing, or a lock file is wrong.

## Example
A wheel that was replaced on an index of one's own, where the `.metadata` file stayed.

## How to mend it
Let the index write the `.metadata` file anew from the wheel.

## Source
https://packaging.python.org/en/latest/specifications/simple-repository-api/#serve-distribution-metadata-in-the-simple-api
",
    check: Check::Metadata(check),
};

fn check(file: &MetadataFile<'_>, _: &Context<'_>, report: &mut Reporter<'_>) {
    let (Some(stated), Some(wheel)) = (file.stated, file.wheel) else { return };
    let Some(wanted) = stated.metadata else { return };
    let member = wheel.files().filter(|member| member.name == file.member).last();
    let Some(found) = member.and_then(|member| member.digest) else { return };
    if found != wanted {
        report
            .member(
                file.member,
                "the index has other metadata beside the wheel than are in it",
                "let the index write its `.metadata` file anew from the wheel",
            )
            .evidence([format!("beside: sha256 {wanted}"), format!("inside: sha256 {found}")]);
    }
}
