//! WHL002: a `.dist-info` folder that is not named as the file.

use crate::{
    dist::Wheel,
    rules::{Check, Context, Level, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "WHL002",
    name: "dist-info-name",
    level: Level::Error,
    summary: "The `.dist-info` folder has not the name and version of the file name",
    docs: "\
## What is wrong
The `.dist-info` folder is named exactly as the first two parts of the file name.

## Why it matters
PyPI looks for `NAME-VERSION.dist-info/METADATA` by the file name and refuses the wheel. pip refuses \
to install it where the version differs.

## Example
`triton-0.4.1-cp39-cp39-manylinux2010_x86_64.whl` with `triton-0.4.0.dist-info/`: the file was \
renamed after the build.

## How to mend it
Never change name or version by renaming. Set the version in the source and build again.

## Source
https://packaging.python.org/en/latest/specifications/binary-distribution-format/#the-dist-info-directory
",
    check: Check::Wheel(check),
};

fn check(wheel: &Wheel, _: &Context<'_>, report: &mut Reporter<'_>) {
    let (Ok(name), Some(found)) = (&wheel.name, &wheel.dist_info) else { return };
    let wanted = format!("{}.dist-info", name.stem());
    if *found != wanted {
        report
            .member(
                &format!("{found}/"),
                "the folder is not named as the file",
                "set name and version in the source and build again; do not rename the file",
            )
            .evidence([format!("wanted: {wanted}"), format!("found: {found}")]);
    }
}
