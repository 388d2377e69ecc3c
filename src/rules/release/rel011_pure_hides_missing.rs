//! REL011: targets that get the pure wheel beside compiled ones.

use super::gaps::{grouped, report_groups};
use crate::{
    installer::Choice,
    model::PlatformTag,
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL011",
    name: "pure-hides-missing",
    level: Level::Warning,
    summary: "A supported Python gets the wheel without compiled code on a platform with wheels",
    docs: "\
## What is wrong
The release has a wheel for every platform (`none-any`) beside those with compiled code. On a platform \
that has wheels of its own, a Python that `Requires-Python` allows gets the one without.

## Why it matters
Nothing fails: users of that Python have the slow version, and nobody tells them or the maintainer. A \
missing wheel would be noticed; this one is not.

## Example
Wheels for `cp314t` alone beside `py3-none-any`: free-threaded 3.15 gets the pure wheel.

## How to mend it
Build the wheel for that Python too. Where it is left out on purpose, add `REL011` to `ignore`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let is_pure = |index: usize| {
        let name = release.dists.get(index).and_then(|dist| dist.wheel_name()?.ok());
        name.is_some_and(|name| name.tags.platforms.contains(&PlatformTag::Any))
    };
    let gets_pure = |choice| matches!(choice, Choice::Wheel(index) if is_pure(index));
    report_groups(
        grouped(release, context, gets_pure),
        "installers take the one without compiled code",
        "build these wheels too, or ignore REL011 where they are left out on purpose",
        report,
    );
}
