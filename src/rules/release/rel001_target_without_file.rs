//! REL001: targets for which there is nothing.

use super::gaps::{grouped, report_groups};
use crate::{
    installer::Choice,
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL001",
    name: "target-without-file",
    level: Level::Warning,
    summary: "A supported Python finds no file at all on a platform of the release",
    docs: "\
## What is wrong
The release has wheels for a platform, and on that platform a Python that `Requires-Python` allows \
finds neither a wheel nor a source distribution. Pythons count from their release to their end of \
life; free-threaded builds where they are officially supported and the release has wheels for some. (A \
single wheel is not taken for a release.)

## Why it matters
Installers answer that no version satisfies the requirement, or quietly take an older release.

## Example
Wheels for 3.11 to 3.14, `Requires-Python: >=3.11`, no source distribution: users of 3.15 get \
nothing.

## How to mend it
Build the missing wheels, publish a source distribution, or exclude the Python in `requires-python`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let groups = grouped(release, context, |choice| choice == Choice::Nothing);
    report_groups(
        groups,
        "installers find nothing",
        "build these wheels, publish a source distribution, or narrow requires-python",
        report,
    );
}
