//! Which file is tried on which interpreter.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{super::interpreters::Found, Ready};
use crate::{
    commands::Failure,
    dist::Dist,
    installer::{Choice, ReleaseFile, choose},
    model::{Target, Version},
    smoke::{Lane, LeakCall, Outcome, Trial, WhyNot, brings, claimed},
};

/// All lanes, by interpreter and then by release.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) lanes: Vec<Planned<'a>>,
}

/// One interpreter and one release.
#[derive(Debug)]
pub(super) struct Planned<'a> {
    found: &'a Found,
    target: Option<Target>,
    release: String,
    choice: Result<&'a Dist, WhyNot>,
    /// The file, for installers that run in another folder
    file: PathBuf,
    /// The calls that a file of the release brings
    calls: Vec<LeakCall>,
}

impl<'a> Plan<'a> {
    /// For each interpreter and each release, the file that an installer takes.
    pub(super) fn of(
        found: &'a [Found],
        dists: &'a [Dist],
        calls: &[LeakCall],
        folder: &Path,
    ) -> Self {
        let mut releases: BTreeMap<(String, &Version), Vec<&Dist>> = BTreeMap::new();
        for dist in dists {
            if let Some((name, version)) = dist.release() {
                releases.entry((name.to_string(), version)).or_default().push(dist);
            }
        }
        let mut lanes = Vec::new();
        for found in found {
            let target = found.said.target();
            for ((name, version), dists) in &releases {
                let choice = match &target {
                    Ok(target) => chosen(target, dists),
                    Err(error) => Err(WhyNot::Unknown(error.to_string())),
                };
                let (target, release) = (target.clone().ok(), format!("{name} {version}"));
                let file = choice.as_ref().map(|dist| folder.join(&dist.path)).unwrap_or_default();
                let brought = |call: &&LeakCall| {
                    dists
                        .iter()
                        .filter_map(|dist| dist.wheel())
                        .any(|it| brings(it, call.package()))
                };
                let calls = calls.iter().filter(brought).cloned().collect();
                lanes.push(Planned { found, target, release, choice, file, calls });
            }
        }
        Self { lanes }
    }
}

/// The folders of files of several projects: one may depend on another, which no index has yet. None
/// where there is only one project.
pub(super) fn folders(dists: &[Dist], folder: &Path) -> Vec<PathBuf> {
    let projects: BTreeSet<String> =
        dists.iter().filter_map(|dist| Some(dist.release()?.0.normalized().clone())).collect();
    if projects.len() < 2 {
        return Vec::new();
    }
    let folders = dists.iter().filter_map(|dist| Some(folder.join(dist.path.parent()?)));
    folders.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The wheels that no interpreter takes, and what can be said of them all the same: what nobody tried
/// must not look like a pass.
pub(super) fn untried(plan: &Plan<'_>, dists: &[Dist]) -> Vec<(String, String)> {
    let taken = |dist: &Dist| {
        let mut choices = plan.lanes.iter().filter_map(|lane| lane.choice.as_ref().ok());
        choices.any(|choice| choice.path == dist.path)
    };
    let why = |wheel| {
        let claimed = claimed(wheel).map(|words| format!("; {words}")).unwrap_or_default();
        format!("no interpreter here takes it{claimed}")
    };
    let wheels = dists.iter().filter_map(|dist| Some((dist, dist.wheel()?)));
    wheels
        .filter(|(dist, _)| !taken(dist))
        .map(|(dist, wheel)| (dist.path.display().to_string(), why(wheel)))
        .collect()
}

impl Planned<'_> {
    /// What is to be tried, or why not.
    pub(super) fn ready(&self) -> Ready<'_> {
        let dist = self.choice.clone()?;
        let wheel = dist.wheel().ok_or(WhyNot::Sdist)?;
        let (python, said): (&Path, _) = (&self.found.path, &self.found.said);
        Ok(Lane { python, said, file: &self.file, wheel, calls: &self.calls })
    }

    /// The lane with its outcome.
    pub(super) fn trial(&self, outcome: Outcome) -> Trial {
        Trial {
            python: self.found.path.clone(),
            version: self.found.said.spelled(),
            target: self.target,
            release: self.release.clone(),
            file: self.choice.as_ref().ok().map(|dist| dist.path.display().to_string()),
            outcome,
        }
    }
}

fn chosen<'a>(target: &Target, dists: &[&'a Dist]) -> Result<&'a Dist, WhyNot> {
    let named = dists.iter().filter_map(|dist| Some((*dist, file(dist)?)));
    let (dists, files): (Vec<&Dist>, Vec<ReleaseFile>) = named.unzip();
    match choose(target, &files) {
        Choice::Wheel(index) => Ok(dists[index]),
        Choice::Sdist(_) => Err(WhyNot::Sdist),
        Choice::Nothing => Err(WhyNot::NoFile),
    }
}

/// A file as an index would list it.
fn file(dist: &Dist) -> Option<ReleaseFile> {
    let name = dist.file_name.parse().ok()?;
    let requires = dist.metadata().and_then(crate::dist::Metadata::requires_python);
    let requires_python = requires.and_then(|field| field.value.parse().ok());
    Some(ReleaseFile { requires_python, ..ReleaseFile::new(name) })
}

/// Refuses a call whose module no wheel brings: what is never tried must not look like a pass.
pub(super) fn every_call_has_its_wheel(calls: &[LeakCall], dists: &[Dist]) -> Result<(), Failure> {
    for call in calls {
        let found = dists.iter().filter_map(Dist::wheel).any(|it| brings(it, call.package()));
        if !found {
            let package = call.package();
            let failure = Failure::new(format!("`{call}`: no file brings the module `{package}`"));
            return Err(failure.hint("name the module as it is imported: MODULE:FUNCTION"));
        }
    }
    Ok(())
}
