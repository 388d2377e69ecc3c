//! REL012: a file over the limit of the index.

use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL012",
    name: "file-too-large",
    level: Level::Warning,
    summary: "A file is larger than PyPI takes without asking",
    docs: "\
## What is wrong
The file has more bytes than the usual limit of PyPI for one file.

## Why it matters
The upload is refused, often after the other files of the release are out. Projects can ask for a \
higher limit; without one, the release stays incomplete.

## Example
A wheel that carries debug sections, test data or a copy of CUDA.

## How to mend it
Strip debug sections and leave test data out; or ask for a higher limit in the project's settings on PyPI, \
and then add `REL012` to `ignore`.

## Source
pypi/warehouse, warehouse/forklift/legacy.py (`MAX_FILESIZE`)
",
    check: Check::Release(check),
};

/// Below this no limit can be: the table of limits is not read for smaller files.
const SMALL: u64 = 10 << 20;

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    for dist in release.dists.iter().filter(|dist| dist.size > SMALL) {
        let limit = context.tables.costs.index.file_bytes;
        if dist.size > limit {
            let message = format!("it has {} bytes, PyPI takes {limit} without asking", dist.size);
            let hint = "strip debug sections and data, or ask PyPI for a higher limit";
            report.of_release(&dist.path.display().to_string(), message, hint);
        }
    }
}
