//! REL002: targets that fall back to the source distribution.

use super::gaps::{grouped, report_groups};
use crate::{
    installer::Choice,
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL002",
    name: "target-builds-sdist",
    level: Level::Warning,
    summary: "A supported Python has to build the source distribution on a platform with wheels",
    docs: "\
## What is wrong
The release has wheels for a platform, and on that platform a Python that `Requires-Python` allows \
gets none of them: installers build the source distribution. Pythons count from their release to \
their end of life; free-threaded builds where they are officially supported and the release has \
wheels for some. The system is as new as the newest that one of the wheels asks for. \
(A single wheel is not taken for a release.)

## Why it matters
Users need a compiler and minutes of time, and most have no compiler.

## Example
psutil 7.2.2 has wheels for free-threaded 3.13 and 3.14, and none for 3.15: `cp315t` builds.

## How to mend it
Add the Python to the build. Where it is left out on purpose, add `REL002` to `ignore`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let groups = grouped(release, context, |choice| matches!(choice, Choice::Sdist(_)));
    report_groups(
        groups,
        "installers build the source distribution",
        "build these wheels too, or ignore REL002 where they are left out on purpose",
        report,
    );
}
