//! A release's files -> the configuration that would make them again.

mod globs;
mod skip;
mod systems;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    PlanTables,
    origin::{self, Interface, Odd, Origin},
    testing,
};
use crate::{
    installer::ReleaseFile,
    model::{
        BuildIdentifier, BuildPlatform, MacArch, Provider, PythonVersion, SystemVersion, WheelName,
    },
    project::{
        Project,
        config::{Lane, WheelChoice},
    },
    tables::EnableGroup,
};
use systems::{Build, Builds};
use world::World;

/// More platform tags than this are no release: the largest have some sixty.
const MOST_SYSTEMS: usize = 200;

/// Why nothing can be inferred.
#[derive(Debug, thiserror::Error)]
pub enum InferError {
    /// There are no wheels
    #[error("the release has no wheels: {files} source distributions say nothing about a plan")]
    NoWheels {
        /// How many files there are
        files: usize,
    },
    /// More systems than a release has
    #[error("the release has wheels for {count} versions of systems: one is made for some ten")]
    TooMany {
        /// How many versions there are
        count: usize,
    },
    /// None of the wheels is one that a plan can have
    #[error("no plan makes any of the {count} wheels, such as {first}: {why}")]
    NothingFits {
        /// How many wheels there are
        count: usize,
        /// The first
        first: String,
        /// Why not
        why: String,
    },
}

impl InferError {
    /// What to do about it.
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoWheels { .. } => {
                Some("take a release with wheels, or `relkit init` alone for a first configuration")
            }
            Self::NothingFits { .. } | Self::TooMany { .. } => None,
        }
    }
}

/// The configuration of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// What kind of wheel it has
    pub kind: WheelChoice,
    /// The platforms, in cibuildwheel's order
    pub platforms: Vec<BuildPlatform>,
    /// Whether there are wheels for free-threaded Pythons
    pub free_threaded: bool,
    /// Floors of the abi3 wheels, oldest first
    pub abi3: Vec<PythonVersion>,
    /// Floor of the abi3.abi3t wheel
    pub abi3t: Option<PythonVersion>,
    /// Groups that cibuildwheel builds on demand
    pub enable: Vec<EnableGroup>,
    /// Systems that are not cibuildwheel's choice
    pub systems: BTreeMap<BuildPlatform, SystemVersion>,
    /// What the release leaves out, as patterns
    pub skip: Vec<String>,
    /// What no hosted runner can test, as patterns
    pub untested: Vec<String>,
    /// Wheels that no installer picks, as patterns
    pub unpicked: Vec<String>,
    /// The same identifiers for other systems
    pub variants: Vec<InferredVariant>,
    /// Files that the plan does not make as they are
    pub unexplained: Vec<Unexplained>,
}

/// The same identifiers for another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InferredVariant {
    /// Its name: the system
    pub name: String,
    /// The platforms
    pub platforms: Vec<BuildPlatform>,
    /// The system
    pub system: SystemVersion,
    /// What it leaves out; `None` for the same as the first build
    pub skip: Option<Vec<String>>,
}

/// A file that no plan makes, or not as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unexplained {
    /// The file
    pub file: String,
    /// Why
    pub why: String,
}

/// A wheel whose build is known.
struct Known<'a> {
    name: &'a WheelName,
    origin: Origin,
}

/// Infers the configuration of a release.
///
/// `project` is the one at hand: its Requires-Python and its `[tool.cibuildwheel]` leave identifiers
/// out before relkit's configuration does. Without one the files' own Requires-Python counts.
pub fn infer(
    files: &[ReleaseFile],
    project: Option<&Project>,
    tables: &PlanTables,
) -> Result<Inferred, InferError> {
    let wheels: Vec<&WheelName> = files.iter().filter_map(|file| file.name.as_wheel()).collect();
    let Some(first) = wheels.first() else {
        return Err(InferError::NoWheels { files: files.len() });
    };
    let systems: BTreeSet<_> = wheels.iter().flat_map(|wheel| &wheel.tags.platforms).collect();
    if systems.len() > MOST_SYSTEMS {
        return Err(InferError::TooMany { count: systems.len() });
    }
    let world = World::of(files, project, tables);
    let mut out = Inferred {
        kind: WheelChoice::Extension,
        platforms: Vec::new(),
        free_threaded: true,
        abi3: Vec::new(),
        abi3t: None,
        enable: Vec::new(),
        systems: BTreeMap::new(),
        skip: Vec::new(),
        untested: Vec::new(),
        unpicked: Vec::new(),
        variants: Vec::new(),
        unexplained: Vec::new(),
    };
    if wheels.iter().all(|wheel| Origin::of(&wheel.tags) == Err(Odd::Pure)) {
        out.kind = WheelChoice::Pure;
        return Ok(out);
    }
    let known = sort_out(&wheels, &world, &mut out);
    if known.is_empty() {
        let why = out.unexplained.first().map_or_else(String::new, |it| it.why.clone());
        let (count, first) = (wheels.len(), first.to_string());
        return Err(InferError::NothingFits { count, first, why });
    }
    general(&known, &world, &mut out);
    let universe = world.universe(&out);
    let mut builds: Vec<(BuildPlatform, Builds, Vec<&Known<'_>>)> = Vec::new();
    for platform in out.platforms.clone() {
        let own: Vec<&Known<'_>> =
            known.iter().filter(|it| it.origin.platform == platform).collect();
        let Some(row) = tables.identifiers.platform(platform) else { continue };
        let origins: Vec<Origin> = own.iter().map(|it| it.origin).collect();
        let default = |interface: &Interface| world.default(interface, platform, &universe);
        let found = systems::divide(platform, row, &origins, default);
        builds.push((platform, found, own));
    }
    for (platform, found, own) in &builds {
        out.systems.extend(found.base.system.map(|system| (*platform, system)));
        for at in &found.odd {
            let wheel = own[*at];
            let why = match wheel.origin.system() {
                Some(system) => world.no_image(*platform, system),
                None => "another wheel has the same tags".to_owned(),
            };
            out.unexplained.push(Unexplained { file: wheel.name.to_string(), why });
        }
        for at in &found.moved {
            let wheel = own[*at];
            let floor = world.default(&wheel.origin.interface, *platform, &universe);
            let needs = origin::named(*platform, floor).filter(|_| {
                matches!(platform, BuildPlatform::Macos(_) | BuildPlatform::Ios(_))
                    && wheel.origin.version < floor
            });
            let why = match (needs, wheel.origin.system()) {
                (Some(floor), _) => format!("its interpreter runs on nothing before {floor}"),
                (None, Some(system)) => {
                    let planned = out.systems.get(platform).map_or_else(
                        || "cibuildwheel's own choice".to_owned(),
                        ToString::to_string,
                    );
                    format!("{}; planned for {planned}", world.no_image(*platform, system))
                }
                (None, None) => "cibuildwheel builds for another version of the system".to_owned(),
            };
            out.unexplained.push(Unexplained { file: wheel.name.to_string(), why });
        }
    }
    skip::fill(&builds, &world, &mut out);
    out.untested = untested(&out.platforms, tables);
    out.unpicked = unpicked(&known);
    Ok(out)
}

/// The wheels that a plan can have; what is odd about the others is noted.
fn sort_out<'a>(wheels: &[&'a WheelName], world: &World<'_>, out: &mut Inferred) -> Vec<Known<'a>> {
    let any = Interface::Shared(Lane::AnyPython);
    let origins: Vec<_> = wheels.iter().map(|wheel| Origin::of(&wheel.tags)).collect();
    let of_any = origins.iter().flatten().filter(|it| it.interface == any).count();
    let others = origins.iter().flatten().count() - of_any;
    if of_any > others {
        out.kind = WheelChoice::AnyPython;
    }
    let mut known = Vec::new();
    for (name, origin) in wheels.iter().copied().zip(origins) {
        let why = match origin {
            Err(odd) => odd.to_string(),
            Ok(origin) if (origin.interface == any) != (out.kind == WheelChoice::AnyPython) => {
                "one plan makes one kind of wheel, and most of the release is of another".to_owned()
            }
            Ok(origin) => {
                let Some(why) = world.objection(&origin) else {
                    known.push(Known { name, origin });
                    continue;
                };
                why
            }
        };
        out.unexplained.push(Unexplained { file: name.to_string(), why });
    }
    known
}

/// What holds for all platforms: platforms, floors, groups.
fn general(known: &[Known<'_>], world: &World<'_>, out: &mut Inferred) {
    let of_table = world.tables.identifiers.platform.iter().map(|row| row.name);
    let present = |platform: &BuildPlatform| known.iter().any(|it| it.origin.platform == *platform);
    out.platforms = of_table.filter(present).collect();
    let mut abi3 = BTreeSet::new();
    let mut abi3t = BTreeSet::new();
    let mut enable = BTreeSet::new();
    let mut threaded = false;
    for wheel in known {
        match wheel.origin.interface {
            Interface::Shared(Lane::Abi3(floor)) => {
                abi3.insert(floor);
            }
            Interface::Shared(Lane::Abi3t(floor)) => {
                abi3t.insert(floor);
            }
            Interface::Shared(_) => threaded = true,
            Interface::Own(id) => {
                threaded |= id.threaded;
                enable.extend(world.tables.identifiers.get(id).and_then(|row| row.enable));
            }
        }
    }
    out.abi3 = abi3.into_iter().collect();
    out.abi3t = abi3t.first().copied();
    out.free_threaded = threaded || out.abi3t.is_some();
    out.enable = enable.into_iter().collect();
}

/// Platforms whose wheels no runner of the table can run, as patterns.
fn untested(platforms: &[BuildPlatform], tables: &PlanTables) -> Vec<String> {
    let runs = |platform: &&BuildPlatform| {
        let row = tables.runners.default_for(Provider::Github, **platform);
        let arch = row
            .and_then(|row| tables.runners.get(Provider::Github, &row.runner))
            .map(|it| it.arch.as_str());
        !testing::runs(**platform, arch)
    };
    platforms.iter().filter(runs).map(|platform| format!("*-{platform}")).collect()
}

/// Where both halves have wheels of their own, nobody installs the universal2 one.
fn unpicked(known: &[Known<'_>]) -> Vec<String> {
    let has = |arch: MacArch, interface: &Interface| {
        let platform = BuildPlatform::Macos(arch);
        known.iter().any(|it| it.origin.platform == platform && it.origin.interface == *interface)
    };
    let universal = BuildPlatform::Macos(MacArch::Universal2);
    let idle = known.iter().filter(|it| it.origin.platform == universal).any(|it| {
        has(MacArch::Arm64, &it.origin.interface) && has(MacArch::X86_64, &it.origin.interface)
    });
    if idle { vec![format!("*-{universal}")] } else { Vec::new() }
}

/// Why cibuildwheel has no such identifier.
pub(super) fn gone(tables: &PlanTables, id: &BuildIdentifier) -> String {
    let (part, version) = (id.interpreter_part(), &tables.identifiers.cibuildwheel);
    if tables.identifiers.gone.contains(&part) {
        format!("cibuildwheel {version} builds no {part} any more")
    } else {
        format!("cibuildwheel {version} has no {id}")
    }
}

/// The wheels of a build by their interface.
fn interfaces(build: &Build, wheels: &[&Known<'_>]) -> Vec<Interface> {
    build.wheels.iter().map(|at| wheels[*at].origin.interface).collect()
}
