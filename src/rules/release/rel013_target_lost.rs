//! REL013: targets that lose their wheel.

use std::collections::BTreeMap;

use super::view::{View, files};
use crate::{
    installer::{Choice, Supported},
    model::Platform,
    rules::{Check, Context, Level, Release, Reporter, Rule},
};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "REL013",
    name: "target-lost",
    level: Level::Warning,
    summary: "A target that got a wheel of the other release gets none of this one",
    docs: "\
## What is wrong
Compared with the release that `--against` names, a living Python on a system gets no wheel any more: \
installers build the source distribution, or find nothing (an error).

## Why it matters
Users of that target upgrade into a build that most of them cannot do, or silently stay on the old \
release for ever.

## Example
`manylinux2014` wheels before, `manylinux_2_28` now: users with glibc 2.17 to 2.27 build.

## How to mend it
Build the wheel again, or tell the users that the target is gone and add `REL013` to `ignore`.

## Source
https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
",
    check: Check::Release(check),
};

fn check(release: &Release<'_>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let Some(published) = context.beside.published_of(release) else { return };
    if published.version == *release.version {
        return;
    }
    let now = files(release);
    let mut lost: BTreeMap<(Platform, bool), Vec<String>> = BTreeMap::new();
    for (target, before) in View::of_files(&published.files, context).asked {
        if !matches!(before, Choice::Wheel(_)) {
            continue;
        }
        let nothing = match Supported::of(&target).choose(&now) {
            Choice::Wheel(_) => continue,
            Choice::Sdist(_) => false,
            Choice::Nothing => true,
        };
        lost.entry((target.platform, nothing)).or_default().push(target.interpreter.to_string());
    }
    for ((platform, nothing), interpreters) in lost {
        let what = if nothing { "find nothing" } else { "build the source distribution" };
        let (names, version) = (interpreters.join(", "), &published.version);
        let message =
            format!("{names} on {platform} got a wheel of {version}: now installers {what}");
        let hint = "build the wheel again, or tell the users and ignore REL013";
        let finding = report.file(message, hint);
        if nothing {
            finding.level(Level::Error);
        }
    }
}
