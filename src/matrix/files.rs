//! Which wheel each identifier's users install: the installer's view, before anything is built.

use super::{PlanError, candidates::Candidate};
use crate::{
    installer::{Choice, ReleaseFile, Supported},
    model::{
        AbiTag, BuildIdentifier, FileName, Implementation, Interpreter, Platform, ProjectName,
        PythonTag, Tag, TagSet,
    },
    project::config::{Lane, MatrixConfig},
};

/// A wheel of the release and the identifiers whose users install it, in cibuildwheel's order.
#[derive(Debug, Clone)]
pub(super) struct PlannedFile {
    /// How it is built
    pub(super) lane: Lane,
    /// Its tags, with the newest platform tag that the build may carry
    pub(super) tags: TagSet,
    /// The identifier that builds it
    pub(super) builder: BuildIdentifier,
    /// All identifiers whose users install it, the builder among them
    pub(super) serves: Vec<Candidate>,
}

impl PlannedFile {
    /// The file's name, the version left open.
    pub(super) fn name(&self, project: &ProjectName) -> String {
        format!("{}-*-{}.whl", project.file_name_form(), self.tags)
    }
}

/// The wheels of one platform. `candidates` are the identifiers of that platform alone.
pub(super) fn of_platform(
    config: &MatrixConfig,
    candidates: &[Candidate],
) -> Result<Vec<PlannedFile>, PlanError> {
    let mut files: Vec<(Lane, TagSet, Vec<Candidate>)> = Vec::new();
    for candidate in candidates {
        let (lane, tags) = installed_by(config, candidate, candidates)?;
        match files.iter_mut().find(|(_, known, _)| *known == tags) {
            Some((_, _, serves)) => serves.push(candidate.clone()),
            None => files.push((lane, tags, vec![candidate.clone()])),
        }
    }
    files
        .into_iter()
        .map(|(lane, tags, serves)| {
            let builder = builder(lane, &serves)?;
            Ok(PlannedFile { lane, tags, builder, serves })
        })
        .collect()
}

/// The wheel that the users of an identifier install: one of the stable ABI's if there is one for
/// them, else their own.
fn installed_by(
    config: &MatrixConfig,
    candidate: &Candidate,
    all: &[Candidate],
) -> Result<(Lane, TagSet), PlanError> {
    // Wheels of one floor carry the tag of the platform's oldest system among those they serve.
    let stable = stable_wheels(config, all);
    let files: Vec<ReleaseFile> = stable
        .iter()
        .map(|(_, tags)| {
            let name = format!("x-1-{tags}.whl");
            name.parse().map(|name| ReleaseFile::new(FileName::Wheel(name)))
        })
        .collect::<Result<_, _>>()
        .map_err(PlanError::Name)?;
    match Supported::of(&candidate.target).choose(&files) {
        Choice::Wheel(index) => Ok(stable[index].clone()),
        _ => Ok(own_wheel(candidate)),
    }
}

/// The wheels of the stable ABIs, each with the oldest system that it can be built for.
fn stable_wheels(config: &MatrixConfig, all: &[Candidate]) -> Vec<(Lane, TagSet)> {
    let floor = |wanted: &dyn Fn(&Candidate) -> bool| {
        let of_cpython =
            all.iter().filter(|c| c.id.implementation == Implementation::CPython && wanted(c));
        of_cpython.map(|c| c.target.platform).min().map(Platform::newest_tag)
    };
    let mut wheels = Vec::new();
    for version in config.abi3.iter().map(|fact| fact.value) {
        let platform = floor(&|c| !c.id.threaded && c.id.python >= version);
        let python = PythonTag::CPython { major: version.major, minor: Some(version.minor) };
        wheels.extend(platform.map(|platform| {
            (Lane::Abi3(version), TagSet::single(Tag { python, abi: AbiTag::Abi3, platform }))
        }));
    }
    if let Some(version) = config.abi3t.as_ref().map(|fact| fact.value) {
        let platform = floor(&|c| c.id.python >= version);
        let python = PythonTag::CPython { major: version.major, minor: Some(version.minor) };
        wheels.extend(platform.map(|platform| {
            let tags = TagSet {
                pythons: vec![python],
                abis: vec![AbiTag::Abi3, AbiTag::Abi3t],
                platforms: vec![platform],
            };
            (Lane::Abi3t(version), tags)
        }));
    }
    wheels
}

fn own_wheel(candidate: &Candidate) -> (Lane, TagSet) {
    let interpreter = candidate.target.interpreter;
    let lane = if interpreter.is_threaded() { Lane::FreeThreaded } else { Lane::PerVersion };
    let abi = interpreter.abi_tags(false).swap_remove(0);
    let platform = candidate.target.platform.newest_tag();
    (lane, TagSet::single(Tag { python: interpreter.python_tag(), abi, platform }))
}

/// The identifier that builds a wheel: the oldest that can.
///
/// `abi3.abi3t` is built on the free-threaded interpreter of its floor: there every backend that
/// knows PEP 803 gives both tags, while setuptools gives `abi3` alone on the default build.
fn builder(lane: Lane, serves: &[Candidate]) -> Result<BuildIdentifier, PlanError> {
    let can = |candidate: &&Candidate| match (lane, candidate.target.interpreter) {
        (Lane::Abi3t(_), Interpreter::CPython { threaded, .. }) => threaded,
        (Lane::Abi3t(_), _) => false,
        _ => true,
    };
    serves.iter().filter(can).map(|candidate| candidate.id).min_by_key(|id| id.python).ok_or_else(
        || PlanError::NoBuilder {
            lane,
            platform: serves.first().map(|candidate| candidate.id.platform.to_string()),
        },
    )
}
