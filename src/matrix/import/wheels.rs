//! Identifiers that the workflow builds against those of the plan.

use std::collections::BTreeMap;

use super::{Difference, DifferenceKind, Run, Scene, selection::Selected};
use crate::{
    matrix::Exclusion,
    model::BuildIdentifier,
    project::{Place, cibuildwheel::Selector, workflow::Evaluated},
    tables::Runners,
};

pub(super) fn compare(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    unknown(scene, out);
    idle(scene, out);
    lost(scene, out);
    gained(scene, out);
    twice(scene, out);
    emulated(scene, out);
    from_checkout(scene, out);
}

/// What a run alone can tell, once for each place.
fn unknown(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let kind = DifferenceKind::NotEvaluated;
    let mut add = |place: &Place, there: String, relkit: &str| {
        let difference = Difference::new(kind, place, there, relkit);
        if !out.contains(&difference) {
            out.push(difference);
        }
    };
    for fact in scene.runs.iter().filter_map(|run| run.selected.as_ref().err()).flatten() {
        add(&fact.place, fact.value.clone(), "writes each identifier into the file");
    }
    for job in scene.workflow.jobs.iter().filter(|job| job.runs) {
        if let Some(call) = &job.call {
            let there = format!("job `{}` is that of {}", job.id.value, call.value.name);
            let relkit = if call.value.local() {
                "reads one file: import that one too"
            } else {
                "reads one file"
            };
            add(&call.place, there, relkit);
        }
    }
    if scene.runs.is_empty() {
        let there = "no step runs cibuildwheel".to_owned();
        add(&Place::file(&scene.workflow.file), there, "builds with cibuildwheel");
    }
}

/// Runs that build nothing, and words that cibuildwheel stops at.
fn idle(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let release = &scene.tables.identifiers.cibuildwheel;
    for run in &scene.runs {
        let Ok(selected) = &run.selected else { continue };
        for word in &selected.refused {
            let there = format!("`{}` is no group to enable", word.value);
            let relkit = format!("leaves it out: cibuildwheel {release} stops at it");
            let difference =
                Difference::new(DifferenceKind::OptionRefused, &word.place, there, relkit);
            if !out.contains(&difference) {
                out.push(difference);
            }
        }
    }
    let mut empty: Vec<(&Place, &str, Vec<String>)> = Vec::new();
    for run in &scene.runs {
        let Ok(selected) = &run.selected else { continue };
        if !selected.ids.is_empty() {
            continue;
        }
        let place = selected.build.place().unwrap_or(&run.invocation.place);
        match empty.iter_mut().find(|(at, text, _)| (*at, *text) == (place, &*selected.wanted)) {
            Some((.., names)) => names.push(run.name()),
            None => empty.push((place, &selected.wanted, vec![run.name()])),
        }
    }
    for (place, wanted, names) in empty {
        let wanted = wanted.split_whitespace().collect::<Vec<_>>().join(" ");
        let names = names.join(", ");
        let there = format!("`{wanted}` builds nothing with cibuildwheel {release}: {names}");
        let relkit = "has no job for it; older releases of cibuildwheel may have built here";
        out.push(Difference::new(DifferenceKind::BuildsNothing, place, there, relkit));
    }
}

/// Built there and not in the plan, together where the reason is the same.
fn lost(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let mut groups: Vec<(String, Place, Vec<BuildIdentifier>)> = Vec::new();
    for run in &scene.runs {
        for id in run.ids().iter().filter(|id| !scene.planned.ids.contains(id)) {
            let left = scene.planned.left_out.iter().find(|left| left.id == *id);
            let why = match left.map(|left| &left.why) {
                // Its users have a file, which a job of the plan builds for them.
                Some(Exclusion::Served(_)) => continue,
                Some(why) => why.to_string(),
                None if scene.planned.ids.is_empty() => {
                    "the project has no compiled code, and one wheel for all".to_owned()
                }
                None => "the plan is not for these platforms, unless `platforms` of \
                         [tool.relkit.matrix] names them"
                    .to_owned(),
            };
            match groups.iter_mut().find(|(known, ..)| *known == why) {
                Some((.., ids)) if ids.contains(id) => {}
                Some((.., ids)) => ids.push(*id),
                None => groups.push((why, run.invocation.place.clone(), vec![*id])),
            }
        }
    }
    for (why, place, ids) in groups {
        let there = format!("builds {}", count(ids.len()));
        let relkit = format!("leaves them out: {why}");
        out.push(
            Difference::new(DifferenceKind::IdentifiersLost, &place, there, relkit).about(ids),
        );
    }
}

fn count(number: usize) -> String {
    if number == 1 { "1 identifier".to_owned() } else { format!("{number} identifiers") }
}

/// In the plan and built by no job, together where the cause is the same.
fn gained(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let complete = !scene.runs.is_empty() && scene.runs.iter().all(|run| run.selected.is_ok());
    let built = |id: &BuildIdentifier| scene.runs.iter().any(|run| run.ids().contains(id));
    let mut groups: Vec<(String, Place, Vec<BuildIdentifier>)> = Vec::new();
    for id in scene.planned.ids.iter().filter(|id| !built(id)) {
        let (why, place) = cause(scene, *id);
        match groups.iter_mut().find(|(known, at, _)| (known, &*at) == (&why, &place)) {
            Some((.., ids)) => ids.push(*id),
            None => groups.push((why, place, vec![*id])),
        }
    }
    let unless = if complete { "" } else { ", unless what is not evaluated does" };
    for (why, place, ids) in groups {
        let relkit = format!("builds {}", count(ids.len()));
        let there = format!("{why}{unless}");
        out.push(
            Difference::new(DifferenceKind::IdentifiersGained, &place, there, relkit).about(ids),
        );
    }
    let planned = scene.planned.ids.iter().any(|id| id.threaded);
    if complete && planned && !scene.runs.iter().flat_map(Run::ids).any(|id| id.threaded) {
        let place = Place::file(&scene.workflow.file);
        let there = "no job builds for free-threaded Python";
        let relkit = "builds for free-threaded Python";
        out.push(Difference::new(DifferenceKind::NoFreeThreading, &place, there, relkit));
    }
}

/// Why no job builds an identifier: the pattern or setting that is nearest to letting it in.
fn cause(scene: &Scene<'_>, id: BuildIdentifier) -> (String, Place) {
    let text = id.to_string();
    let file = Place::file(&scene.workflow.file);
    let selected = || scene.runs.iter().filter_map(|run| run.selected.as_ref().ok().zip(Some(run)));
    let reaching = || selected().filter(|(selected, _)| selected.reaches(id.platform));
    let at = |selector: &Selector, run: &Run<'_>| {
        selector.place().unwrap_or(&run.invocation.place).clone()
    };
    let enabled = |selected: &Selected| {
        let row = scene.tables.identifiers.get(id);
        row.and_then(|row| row.enable).is_none_or(|group| selected.enable.contains(&group))
    };
    let skipped = reaching().find_map(|(selected, run)| {
        let pattern = selected.skip.first_match(&text)?;
        let wanted = selected.build.matches(&text) && enabled(selected);
        wanted.then(|| (format!("skip `{pattern}`"), at(&selected.skip, run)))
    });
    let closed = || {
        let (_, run) = reaching().find(|(selected, _)| !enabled(selected))?;
        let group = scene.tables.identifiers.get(id)?.enable?;
        Some((format!("`{group}` is not enabled"), run.invocation.place.clone()))
    };
    let refused = || {
        let mut requires = reaching().filter_map(|(selected, _)| selected.requires.as_ref());
        let fact = requires.find(|fact| !fact.value.allows(id.python))?;
        Some((format!("requires-python `{}`", fact.value), fact.place.clone()))
    };
    let unmatched = || {
        let (selected, run) = reaching().next()?;
        if run.invocation.only.is_some() {
            return Some(("no `only` names them".to_owned(), file.clone()));
        }
        Some(("no `build` pattern matches".to_owned(), at(&selected.build, run)))
    };
    skipped
        .or_else(closed)
        .or_else(refused)
        .or_else(unmatched)
        .unwrap_or_else(|| ("no job builds for these platforms".to_owned(), file.clone()))
}

/// Two runs that happen together build the same: told at the later one. Runs under two conditions
/// may exclude each other.
fn twice(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let mut first: BTreeMap<(BuildIdentifier, Option<&Place>), usize> = BTreeMap::new();
    let mut pairs: BTreeMap<(usize, usize), Vec<BuildIdentifier>> = BTreeMap::new();
    for (at, run) in scene.runs.iter().enumerate() {
        let when = run.invocation.condition.as_ref().map(|fact| &fact.place);
        for id in run.ids() {
            let earlier = first.get(&(*id, when)).or_else(|| first.get(&(*id, None)));
            if let Some(earlier) = earlier {
                pairs.entry((*earlier, at)).or_default().push(*id);
            }
            first.entry((*id, when)).or_insert(at);
        }
    }
    let mut told: Vec<(String, &Place, Vec<BuildIdentifier>)> = Vec::new();
    for ((earlier, later), ids) in pairs {
        let (earlier, later) = (&scene.runs[earlier], &scene.runs[later]);
        let place = &later.invocation.place;
        let there = if earlier.job != later.job {
            format!("jobs `{}` and `{}` build the same", earlier.job, later.job)
        } else if earlier.row != later.row {
            format!("rows of job `{}` build the same", later.job)
        } else {
            let first = &earlier.invocation.place;
            format!("job `{}` builds the same twice, first at {first}", later.job)
        };
        match told.iter_mut().find(|(known, at, _)| (&*known, *at) == (&there, place)) {
            Some((.., known)) => known.extend(ids),
            None => told.push((there, place, ids)),
        }
    }
    for (there, place, ids) in told {
        let relkit = "builds each identifier in one job";
        out.push(Difference::new(DifferenceKind::BuiltTwice, place, there, relkit).about(ids));
    }
}

/// Emulation of what has runners of its own, once for each row of a job.
fn emulated(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let mut rows: Vec<(String, String, &Place, Vec<BuildIdentifier>)> = Vec::new();
    for run in &scene.runs {
        let Ok(selected) = &run.selected else { continue };
        let Some((_, arch)) = selected.machine.as_ref().filter(|(os, _)| os == "linux") else {
            continue;
        };
        for id in &selected.ids {
            let Some(label) = native(&scene.tables.runners, *id, arch) else { continue };
            let name = run.name();
            match rows.iter_mut().find(|(known, at, ..)| (&*known, &*at) == (&name, &label)) {
                Some((.., ids)) if ids.contains(id) => {}
                Some((.., ids)) => ids.push(*id),
                None => rows.push((name, label, &run.invocation.place, vec![*id])),
            }
        }
    }
    for (name, label, place, ids) in rows {
        let there = format!("{name} emulates {}", ids[0].platform.cibw_arch());
        let relkit = format!("builds on {label}, without emulation");
        out.push(Difference::new(DifferenceKind::Emulated, place, there, relkit).about(ids));
    }
}

/// The label of the native runner, where this machine is of another architecture.
fn native(runners: &Runners, id: BuildIdentifier, arch: &str) -> Option<String> {
    let row = runners.default_for(id.platform).filter(|row| !row.qemu)?;
    let machine = runners.get(&row.runner)?;
    (machine.os == "linux" && machine.arch != arch).then(|| row.runner.clone())
}

/// One for each job that builds from the checkout, at its first run.
fn from_checkout(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let mut told: Vec<&str> = Vec::new();
    for run in &scene.runs {
        let package = run.invocation.package.as_ref();
        let from_sdist = package.is_some_and(|package| match &package.value {
            // What is unknown may be an sdist.
            Evaluated::Unknown(_) => true,
            Evaluated::Text(text) => text.ends_with(".tar.gz") || text.contains("sdist"),
        });
        if from_sdist || told.contains(&run.job) {
            continue;
        }
        told.push(run.job);
        let there = format!("job `{}` builds from the checkout", run.job);
        let relkit = "builds from the sdist, which proves that it is complete";
        let place = &run.invocation.place;
        out.push(Difference::new(DifferenceKind::NotFromSdist, place, there, relkit));
    }
}
