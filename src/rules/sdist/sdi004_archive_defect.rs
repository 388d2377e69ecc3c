//! SDI004: a source distribution whose archive is faulty.

use crate::{
    dist::{Oddity, Sdist},
    rules::{Check, Context, Level, Reporter, Rule, archive::evidence},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "SDI004",
    name: "sdist-archive-faulty",
    level: Level::Error,
    summary: "The archive of the source distribution is faulty",
    docs: "\
## What is wrong
Members of the archive are damaged: their content is not what the archive declares. (An archive that \
cannot be read at all, such as a tar that was cut off, is no finding: relkit fails with status 2.)

## Why it matters
Unpackers stop at the fault or skip it, and each in its own way. PyPI reads archives to the end and \
refuses faulty ones.

## Example
A file that was cut off while it was copied.

## How to mend it
Build it again, and compare its hash after every copy.

## Source
https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-archive-features
",
    check: Check::Sdist(check),
};

/// What PyPI lets pass.
const HARMLESS: [Oddity; 4] =
    [Oddity::LocalOther, Oddity::EndOther, Oddity::ExtraName, Oddity::Reader];

fn check(sdist: &Sdist, _: &Context<'_>, report: &mut Reporter<'_>) {
    // Of zip archives: what PyPI refuses in wheels, it refuses here.
    let odd = Oddity::ALL.into_iter().filter(|oddity| !HARMLESS.contains(oddity));
    let odd: Vec<String> = odd.flat_map(|oddity| evidence(&sdist.structure, oddity)).collect();
    if !sdist.defects.is_empty() || !odd.is_empty() {
        let defects = sdist.defects.iter().map(|defect| defect.what.clone());
        report
            .file("the archive is faulty", "build it again and compare its hash after every copy")
            .evidence(defects.chain(odd));
    }
}
