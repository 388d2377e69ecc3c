//! Identifiers that the workflow builds against those of the plan.

use super::{Difference, DifferenceKind, Run, Scene, selection::Selected};
use crate::{
    matrix::Exclusion,
    model::BuildIdentifier,
    project::{Place, cibuildwheel::Selector},
};

pub(super) fn compare(scene: &Scene<'_>, out: &mut Vec<Difference>) {
    lost(scene, out);
    gained(scene, out);
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
        match groups.iter_mut().find(|(known, at, _)| *known == why && *at == place) {
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
    let row = scene.tables.identifiers.get(id);
    let enabled = |selected: &Selected| row.is_none_or(|row| selected.enables(row));
    let skipped = reaching().find_map(|(selected, run)| {
        let pattern = selected.skip.first_match(&text)?;
        let wanted = selected.build.matches(&text) && enabled(selected);
        wanted.then(|| (format!("skip `{pattern}`"), at(&selected.skip, run)))
    });
    let closed = || {
        let (_, run) = reaching().find(|(selected, _)| !enabled(selected))?;
        let group = row?.enable?;
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
