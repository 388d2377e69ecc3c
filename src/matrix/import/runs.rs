//! The runs of cibuildwheel by themselves: what cannot be told, what builds nothing, what is built
//! twice, emulated, or not from the sdist.

use std::collections::BTreeMap;

use super::{Difference, DifferenceKind, Scene, selection::Selected};
use crate::{
    model::{BuildIdentifier, Provider},
    project::{Place, workflow::Evaluated},
    tables::Runners,
};

pub(super) fn compare(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    unknown(scene, out);
    refused(scene, out);
    idle(scene, out);
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
    for job in scene.workflow.jobs.iter().filter(|job| job.runs && !job.followed) {
        if let Some(call) = &job.call {
            let there = format!("job `{}` is that of {}", job.id.value, call.value.name);
            let relkit = if call.value.local() {
                "finds no such file beside this one"
            } else {
                "reads no other repository"
            };
            add(&call.place, there, relkit);
        }
    }
    if scene.runs.is_empty() {
        let there = "no step runs cibuildwheel".to_owned();
        add(&Place::file(&scene.workflow.file), there, "builds with cibuildwheel");
    }
}

/// Words of options that cibuildwheel stops at.
fn refused(scene: &Scene<'_>, out: &mut Vec<Difference>) {
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
}

/// Runs that build nothing, together where one pattern is the cause.
fn idle(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    let release = &scene.tables.identifiers.cibuildwheel;
    let mut empty: Vec<(&Place, &Selected, Vec<String>)> = Vec::new();
    for run in &scene.runs {
        let Ok(selected) = &run.selected else { continue };
        if !selected.ids.is_empty() {
            continue;
        }
        let place = selected.build.place().unwrap_or(&run.invocation.place);
        let same = |(at, known, _): &&mut (&Place, &Selected, Vec<String>)| {
            *at == place && known.wanted == selected.wanted
        };
        match empty.iter_mut().find(same) {
            Some((.., names)) => names.push(run.name()),
            None => empty.push((place, selected, vec![run.name()])),
        }
    }
    for (place, selected, names) in empty {
        let wanted = selected.wanted.split_whitespace().collect::<Vec<_>>().join(" ");
        let names = names.join(", ");
        let mut ids = scene.tables.identifiers.identifier.iter();
        let difference = if ids.any(|row| selected.skips(row)) {
            let there = format!("`skip` leaves nothing of `{wanted}`: {names}");
            let relkit = "has no job without a build";
            Difference::new(DifferenceKind::Idle, place, there, relkit)
        } else {
            let there = format!("`{wanted}` builds nothing with cibuildwheel {release}: {names}");
            let relkit = "has no job for it; older releases of cibuildwheel may have built here";
            Difference::new(DifferenceKind::BuildsNothing, place, there, relkit)
        };
        out.push(difference);
    }
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
        match told.iter_mut().find(|(known, at, _)| *known == there && *at == place) {
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
            match rows.iter_mut().find(|(known, at, ..)| *known == name && *at == label) {
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
    let row = runners.default_for(Provider::Github, id.platform).filter(|row| !row.qemu)?;
    let machine = runners.get(Provider::Github, &row.runner)?;
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
        if from_sdist || told.contains(&run.job) || !checks_out(scene, run.job) {
            continue;
        }
        told.push(run.job);
        let there = format!("job `{}` builds from the checkout", run.job);
        let relkit = "builds from the sdist, which proves that it is complete";
        let place = &run.invocation.place;
        out.push(Difference::new(DifferenceKind::NotFromSdist, place, there, relkit));
    }
}

/// Whether a job has the sources of the repository at all.
fn checks_out(scene: &Scene<'_>, job: &str) -> bool {
    let mut jobs = scene.workflow.jobs.iter().filter(|it| it.id.value == job);
    jobs.any(|it| {
        let mut uses = it.steps.iter().filter_map(|step| step.uses.as_ref());
        uses.any(|uses| uses.value.name == "actions/checkout")
    })
}
