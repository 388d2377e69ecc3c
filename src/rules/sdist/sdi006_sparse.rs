//! SDI006: sparse files.

use crate::{
    dist::Sdist,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI006",
    name: "sdist-sparse",
    level: Level::Error,
    summary: "A member of the source distribution is a sparse file",
    docs: "\
## What is wrong
A file with holes was stored without them: by GNU tar's own type `S`, or by `GNU.sparse` keys of a \
pax header.

## Why it matters
Readers that do not know the extension see another content and another size. PyPI refuses the \
file.

## Example
`tar --sparse`, on a file of zeros such as a test image.

## How to mend it
Build it again with a build backend: `python -m build --sdist`.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-archive-features and pypi/warehouse, \
`warehouse/forklift/legacy.py`: \"Sparse members are not allowed\"
",
    check: Check::Sdist(check),
};

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    for member in sdist.members.iter().filter(|member| member.is_sparse) {
        let hint = "pack it without `--sparse`: `python -m build --sdist`";
        report.member(&member.name, "the file is stored as a sparse one", hint);
    }
}
