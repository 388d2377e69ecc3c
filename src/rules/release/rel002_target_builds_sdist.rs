//! REL002: targets that fall back to the source distribution.

use std::collections::BTreeMap;

use crate::{
    installer::Choice,
    model::{Interpreter, Platform},
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

/// Interpreters that share the platforms on which they are not served.
pub(super) struct Group {
    interpreters: Vec<Interpreter>,
    /// The platforms; empty for all that the interpreter is asked about
    platforms: Vec<Platform>,
}

/// The targets whose choice is such, grouped so that one gap is one finding.
pub(super) fn grouped(
    release: &Release<'_>,
    context: &Context<'_>,
    is_gap: impl Fn(Choice) -> bool,
) -> Vec<Group> {
    let mut by_interpreter: BTreeMap<Interpreter, (Vec<Platform>, usize)> = BTreeMap::new();
    // One wheel is a part of a release that was given alone.
    if release.dists.len() < 2 {
        return Vec::new();
    }
    // Where free threading ends with 3.13 altogether, REL004 says so once.
    let stops = super::rel004_free_threaded_stops::stops(release);
    for (target, choice) in &release.view(context).asked {
        if stops && target.interpreter.is_threaded() {
            continue;
        }
        let (gaps, asked) = by_interpreter.entry(target.interpreter).or_default();
        *asked += 1;
        if is_gap(*choice) {
            gaps.push(target.platform);
        }
    }
    let mut groups: BTreeMap<Vec<Platform>, Vec<Interpreter>> = BTreeMap::new();
    for (interpreter, (mut gaps, asked)) in by_interpreter {
        if gaps.is_empty() {
            continue;
        }
        if gaps.len() == asked {
            gaps.clear();
        }
        groups.entry(gaps).or_default().push(interpreter);
    }
    let group = |(platforms, interpreters)| Group { interpreters, platforms };
    groups.into_iter().map(group).collect()
}

pub(super) fn report_groups(groups: Vec<Group>, what: &str, hint: &str, report: &mut Reporter<'_>) {
    for Group { interpreters, platforms } in groups {
        let names: Vec<String> = interpreters.iter().map(ToString::to_string).collect();
        let place = match &platforms[..] {
            [] => "on any platform of the release".to_owned(),
            [platform] => format!("on {platform}"),
            several => format!("on {} platforms", several.len()),
        };
        let message = format!("no wheel for {} {place}: {what}", names.join(", "));
        let finding = report.file(message, hint);
        if platforms.len() > 1 {
            finding.evidence(platforms);
        }
    }
}
