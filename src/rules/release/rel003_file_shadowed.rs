//! REL003: a wheel that nobody gets.

use crate::rules::{Check, Context, Level, Release, Reporter, Rule};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL003",
    name: "wheel-never-chosen",
    level: Level::Info,
    summary: "Every target that could take the wheel takes another one",
    docs: "\
## What is wrong
On every system and Python that accepts the wheel, installers prefer another wheel of the release: \
one with a more specific ABI, a newer abi3 floor, or a newer platform.

## Why it matters
It costs build time, space and test runs, and serves nobody. Often it was meant for somebody: a \
Python that `Requires-Python` excludes, or a tag that came out wrong.

## Example
`cp310-abi3-win_amd64` beside `cp311-abi3-win_amd64` with `Requires-Python: >=3.11`: every Python that \
is allowed takes the second one.

## How to mend it
Stop building it, or correct the tags so that it reaches the ones it was meant for.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#use
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    for index in &release.view(context).shadowed {
        let Some(dist) = release.dists.get(*index) else { continue };
        let message = "no installer takes this wheel: every target that could gets another one";
        let hint = "do not build it, or correct its tags so that it reaches somebody";
        report.of_release(&dist.path.display().to_string(), message, hint);
    }
}
