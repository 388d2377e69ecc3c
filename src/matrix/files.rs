//! Which wheel each identifier's users install: the installer's view, before anything is built.

use super::{PlanError, candidates::Candidate};
use crate::{
    installer::{Choice, ReleaseFile, Supported},
    model::{
        AbiTag, BuildIdentifier, BuildOs, BuildPlatform, FileName, Implementation, Interpreter,
        Platform, ProjectName, PythonTag, Tag, TagSet,
    },
    project::{
        Place, WheelKind,
        config::{Lane, MatrixConfig, Variant},
    },
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
    /// The line that asks for it, where one does
    pub(super) place: Option<Place>,
}

impl PlannedFile {
    /// The file's name, the version left open.
    pub(super) fn name(&self, project: &ProjectName) -> String {
        format!("{}-*-{}.whl", project.file_name_form(), self.tags)
    }
}

/// The wheels of one platform or of a variant of it. `candidates` are its identifiers alone.
///
/// Each Pyodide is a platform of its own: no wheel serves two of them.
pub(super) fn of_platform(
    config: &MatrixConfig,
    kind: &WheelKind,
    variant: Option<&Variant>,
    candidates: &[Candidate],
    followers: &[Candidate],
) -> Result<Vec<PlannedFile>, PlanError> {
    match candidates.first().map(|candidate| candidate.id.platform) {
        Some(BuildPlatform::Pyodide) => candidates
            .iter()
            .map(|candidate| of_system(config, kind, variant, std::slice::from_ref(candidate), &[]))
            .try_fold(Vec::new(), |mut all, some| {
                all.extend(some?);
                Ok(all)
            }),
        _ => of_system(config, kind, variant, candidates, followers),
    }
}

fn of_system(
    config: &MatrixConfig,
    kind: &WheelKind,
    variant: Option<&Variant>,
    candidates: &[Candidate],
    followers: &[Candidate],
) -> Result<Vec<PlannedFile>, PlanError> {
    let shared = match kind {
        WheelKind::Extension => Shared::stable(config, variant, candidates)?,
        WheelKind::Interpreterless(_) => Shared::none(),
    };
    let mut files: Vec<(Lane, TagSet, Vec<Candidate>)> = Vec::new();
    for candidate in candidates {
        let (lane, tags) = match kind {
            WheelKind::Extension => {
                shared.chosen(candidate).unwrap_or_else(|| own_wheel(candidate))
            }
            WheelKind::Interpreterless(_) => any_python(candidate, candidates),
        };
        match files.iter_mut().find(|(_, known, _)| *known == tags) {
            Some((_, _, serves)) => serves.push(candidate.clone()),
            None => files.push((lane, tags, vec![candidate.clone()])),
        }
    }
    for follower in followers {
        let chosen = match kind {
            WheelKind::Extension => shared.chosen(follower),
            WheelKind::Interpreterless(_) => Some(any_python(follower, candidates)),
        };
        let file = chosen.and_then(|(_, tags)| files.iter_mut().find(|(_, it, _)| *it == tags));
        if let Some((_, _, serves)) = file {
            serves.push(follower.clone());
        }
    }
    files
        .into_iter()
        .map(|(lane, tags, serves)| {
            let builder = builder(lane, &serves)?;
            let place = place(config, lane).or_else(|| variant.map(|it| it.place.clone()));
            Ok(PlannedFile { lane, tags, builder, serves, place })
        })
        .collect()
}

/// The line that asks for a family.
fn place(config: &MatrixConfig, lane: Lane) -> Option<Place> {
    let fact = match lane {
        Lane::Abi3(floor) => config.abi3.iter().find(|fact| fact.value == floor),
        Lane::Abi3t(_) => config.abi3t.as_ref(),
        Lane::PerVersion | Lane::FreeThreaded | Lane::AnyPython => None,
    };
    fact.map(|fact| fact.place.clone())
}

/// The wheels of the stable ABIs of one platform, ready for an installer to choose from.
struct Shared {
    wheels: Vec<(Lane, TagSet)>,
    files: Vec<ReleaseFile>,
}

impl Shared {
    fn none() -> Self {
        Self { wheels: Vec::new(), files: Vec::new() }
    }

    fn stable(
        config: &MatrixConfig,
        variant: Option<&Variant>,
        all: &[Candidate],
    ) -> Result<Self, PlanError> {
        let mut wheels = stable_wheels(config, all);
        let platform = all.first().map(|candidate| candidate.id.platform);
        let skip = config.skip_of(variant);
        wheels.retain(|(lane, _)| {
            platform.is_none_or(|platform| !skip.matches(&shared_name(*lane, platform)))
        });
        let file = |(_, tags): &(Lane, TagSet)| {
            let name = format!("x-1-{tags}.whl").parse().map_err(PlanError::Name)?;
            Ok(ReleaseFile::new(FileName::Wheel(name)))
        };
        let files = wheels.iter().map(file).collect::<Result<_, PlanError>>()?;
        Ok(Self { wheels, files })
    }

    /// The one that the users of an identifier install, if there is one for them.
    fn chosen(&self, candidate: &Candidate) -> Option<(Lane, TagSet)> {
        match Supported::of(&candidate.target).choose(&self.files) {
            Choice::Wheel(index) => self.wheels.get(index).cloned(),
            _ => None,
        }
    }
}

/// What a pattern of `skip` has to match to leave a shared wheel out. Ex) `abi3-py39-win_amd64`
pub(super) fn shared_name(lane: Lane, platform: BuildPlatform) -> String {
    format!("{lane}-{platform}")
}

/// The wheels of the stable ABIs, each with the oldest system that it can be built for: wheels of
/// one floor carry the tag of the oldest system among those they serve.
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
    // Nothing free-threaded is built for Android, iOS and Pyodide, and so nothing for both builds.
    let threaded = all.iter().all(|candidate| {
        let os = candidate.id.platform.os();
        matches!(os, BuildOs::Linux | BuildOs::Macos | BuildOs::Windows)
    });
    if let Some(version) = config.abi3t.as_ref().map(|fact| fact.value).filter(|_| threaded) {
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

/// The wheel of a platform that every Python installs. Each Pyodide is a platform of its own.
fn any_python(candidate: &Candidate, all: &[Candidate]) -> (Lane, TagSet) {
    let own = candidate.target.platform;
    let oldest = match candidate.id.platform {
        BuildPlatform::Pyodide => own,
        _ => all.iter().map(|other| other.target.platform).min().unwrap_or(own),
    };
    let python = PythonTag::Generic { major: candidate.id.python.major, minor: None };
    let tag = Tag { python, abi: AbiTag::None, platform: oldest.newest_tag() };
    (Lane::AnyPython, TagSet::single(tag))
}

/// The identifier that builds a wheel: the oldest that can.
///
/// `abi3.abi3t` is built on the free-threaded interpreter of its floor: there every backend that
/// knows PEP 803 gives both tags, while setuptools gives `abi3` alone on the default build. A wheel
/// for every Python is built by the identifier that cibuildwheel comes to first.
fn builder(lane: Lane, serves: &[Candidate]) -> Result<BuildIdentifier, PlanError> {
    let can = |candidate: &&Candidate| {
        !candidate.follows
            && match (lane, candidate.target.interpreter) {
                (Lane::Abi3t(_), Interpreter::CPython { threaded, .. }) => threaded,
                (Lane::Abi3t(_), _) => false,
                _ => true,
            }
    };
    let able = serves.iter().filter(can);
    let builder = match lane {
        Lane::AnyPython => able.min_by_key(|candidate| candidate.order),
        _ => able.min_by_key(|candidate| candidate.id.python),
    };
    builder.map(|candidate| candidate.id).ok_or_else(|| PlanError::NoBuilder {
        lane,
        platform: serves.first().map(|candidate| candidate.id.platform.to_string()),
    })
}
