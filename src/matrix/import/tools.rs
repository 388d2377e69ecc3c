//! Releases: of cibuildwheel, and of the actions.

use super::{Difference, DifferenceKind, Scene};
use crate::{
    model::Version,
    project::{
        Fact, Place,
        workflow::{Step, Uses},
    },
};

/// The action of cibuildwheel itself, whose release counts and not its tag.
const CIBUILDWHEEL: &str = "pypa/cibuildwheel";

pub(super) fn compare(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    cibuildwheel(scene, out);
    actions(scene, out);
}

fn cibuildwheel(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let release = &scene.tables.identifiers.cibuildwheel;
    let relkit = format!("runs cibuildwheel {release}");
    let newest: Option<Version> = release.parse().ok();
    let mut seen: Vec<(DifferenceKind, String, &Place)> = Vec::new();
    for run in &scene.runs {
        let (kind, there, place) = match &run.invocation.version {
            None => (
                DifferenceKind::CibuildwheelUnpinned,
                "no release of cibuildwheel is named".to_owned(),
                &run.invocation.place,
            ),
            Some(version) => match version.parse::<Version>() {
                Err(_) => (
                    DifferenceKind::CibuildwheelUnpinned,
                    format!("cibuildwheel is that of the branch {}", version.value),
                    &version.place,
                ),
                Ok(own) if newest.as_ref().is_some_and(|newest| own < *newest) => (
                    DifferenceKind::CibuildwheelOld,
                    format!("cibuildwheel {}", version.value),
                    &version.place,
                ),
                Ok(_) => continue,
            },
        };
        if !seen.iter().any(|(_, known, _)| *known == there) {
            seen.push((kind, there, place));
        }
    }
    let differences = seen
        .into_iter()
        .map(|(kind, there, place)| Difference::new(kind, place, there, relkit.clone()));
    out.extend(differences);
}

/// Each reference once, with the first place and how often it stands.
fn actions(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let jobs = || scene.workflow.jobs.iter().filter(|job| job.runs);
    let steps = jobs().flat_map(|job| &job.steps);
    let calls = jobs().filter_map(|job| job.call.as_ref());
    let all = steps.filter_map(|step: &Step| step.uses.as_ref()).chain(calls);
    let mut seen: Vec<(&Fact<Uses>, usize)> = Vec::new();
    for uses in all.filter(|uses| !uses.value.local()) {
        match seen.iter_mut().find(|(known, _)| known.value == uses.value) {
            Some((_, times)) => *times += 1,
            None => seen.push((uses, 1)),
        }
    }
    for (uses, times) in seen {
        let Fact { value, place } = uses;
        let times = if times == 1 { String::new() } else { format!(", {times} times") };
        let row = scene.tables.actions.get(&value.name);
        if !value.pinned() {
            let there =
                format!("{}@{} is a name that can be moved{times}", value.name, value.reference);
            let relkit = match row {
                _ if value.name == CIBUILDWHEEL => {
                    format!("runs cibuildwheel {} by uvx", scene.tables.identifiers.cibuildwheel)
                }
                Some(row) => format!("pins {} ({})", &row.sha[..12], row.tag),
                None => "pins each action to a commit".to_owned(),
            };
            out.push(Difference::new(DifferenceKind::ActionUnpinned, place, there, relkit));
            continue;
        }
        let Some(row) = row.filter(|row| row.name != CIBUILDWHEEL) else { continue };
        let Some(version) = value.version() else { continue };
        if older(version, &row.tag) {
            let there = format!("{} {version}{times}", value.name);
            let relkit = format!("uses {} {}", row.name, row.tag);
            out.push(Difference::new(DifferenceKind::ActionOld, place, there, relkit));
        }
    }
}

/// Whether a tag is older, as far as it goes: `v4` is older than `v7.0.1`, `v7` is not.
fn older(tag: &str, newest: &str) -> bool {
    let numbers = |tag: &str| -> Option<Vec<u64>> {
        tag.trim_start_matches('v').split('.').map(|part| part.parse().ok()).collect()
    };
    let (Some(own), Some(mut newest)) = (numbers(tag), numbers(newest)) else { return false };
    newest.truncate(own.len());
    own < newest
}

#[cfg(test)]
mod tests {
    use super::older;

    #[test]
    fn tags_are_compared_as_far_as_they_go() {
        for (tag, newest, expected) in [
            ("v4", "v7.0.1", true),
            ("v7", "v7.0.1", false),
            ("v7.0", "v7.0.1", false),
            ("v7.0.0", "v7.0.1", true),
            ("v8", "v7.0.1", false),
            ("release/v1", "v1.14.1", false),
            ("main", "v1.14.1", false),
        ] {
            assert_eq!(older(tag, newest), expected, "{tag}");
        }
    }
}
