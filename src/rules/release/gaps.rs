//! Targets of a release that are not served, so that one gap is one finding.

use std::collections::BTreeMap;

use crate::{
    installer::Choice,
    model::{Interpreter, Platform},
    rules::{Context, Release, Reporter},
};

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

/// One finding for each group; `what` says what installers do there.
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
