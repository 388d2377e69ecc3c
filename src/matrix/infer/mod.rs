//! A release's files -> the configuration that would make them again.

mod globs;
mod skip;
mod systems;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    PlanTables,
    origin::{self, Interface, Odd, Origin},
    testing,
};
use crate::{
    installer::ReleaseFile,
    model::{
        BuildIdentifier, BuildPlatform, Implementation, Provider, PythonVersion, RequiresPython,
        SystemVersion, WheelName,
    },
    project::{
        Project,
        cibuildwheel::Selection,
        config::{Lane, WheelChoice},
    },
    tables::{EnableGroup, Identifier},
};
use systems::{Build, Builds};

/// Why nothing can be inferred.
#[derive(Debug, thiserror::Error)]
pub enum InferError {
    /// There are no wheels
    #[error("the release has no wheels: {files} source distributions say nothing about a plan")]
    NoWheels {
        /// How many files there are
        files: usize,
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
            Self::NothingFits { .. } => None,
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

/// What leaves identifiers out before relkit's configuration does.
struct World<'a> {
    tables: &'a PlanTables,
    requires: Option<RequiresPython>,
    project: Option<&'a Project>,
}

impl<'a> World<'a> {
    fn of(files: &[ReleaseFile], project: Option<&'a Project>, tables: &'a PlanTables) -> Self {
        let requires = match project {
            Some(project) => super::candidates::requires_python(project).map(|fact| fact.value),
            None => files.iter().find_map(|file| file.requires_python.clone()),
        };
        Self { tables, requires, project }
    }

    fn selection(&self, platform: BuildPlatform) -> Option<Selection> {
        self.project.map(|project| project.cibuildwheel.selection(platform.os()))
    }

    /// What keeps every plan of the project from having the wheel.
    fn objection(&self, origin: &Origin) -> Option<String> {
        let identifiers = &self.tables.identifiers;
        let version = &identifiers.cibuildwheel;
        if identifiers.platform(origin.platform).is_none() {
            return Some(format!("cibuildwheel {version} does not build for {}", origin.platform));
        }
        match origin.interface {
            Interface::Own(id) => {
                let Some(row) = identifiers.get(id) else { return Some(gone(self.tables, &id)) };
                if origin.platform == BuildPlatform::Pyodide
                    && self.floor(id) != Some(origin.version)
                {
                    let planned =
                        identifiers.floor(id).map_or_else(String::new, |it| it.to_string());
                    return Some(format!("cibuildwheel {version} builds {id} for {planned}"));
                }
                self.closed(row)
            }
            Interface::Shared(lane) => {
                let serves = |row: &&Identifier| match lane {
                    Lane::Abi3(floor) => row.id.python >= floor && !row.id.threaded,
                    Lane::Abi3t(floor) => row.id.python >= floor,
                    _ => true,
                };
                let open = identifiers
                    .identifier
                    .iter()
                    .filter(|row| row.id.platform == origin.platform)
                    .filter(serves)
                    .any(|row| self.closed(row).is_none());
                (!open).then(|| {
                    format!("cibuildwheel {version} builds for no Python that installs it")
                })
            }
        }
    }

    /// What leaves an identifier out.
    fn closed(&self, row: &Identifier) -> Option<String> {
        let python = row.id.python;
        if let Some(requires) = self.requires.as_ref().filter(|it| !it.allows(python)) {
            return Some(format!("requires-python `{requires}` leaves Python {python} out"));
        }
        let native_from = self.tables.identifiers.platform(row.id.platform)?.native_from;
        if let Some(from) = native_from.filter(|from| python < *from) {
            return Some(format!("no native interpreter before {from} on {}", row.id.platform));
        }
        let selection = self.selection(row.id.platform)?;
        let text = row.id.to_string();
        if !selection.build.matches(&text) {
            return Some("no `build` pattern of [tool.cibuildwheel] matches it".to_owned());
        }
        let pattern = selection.skip.first_match(&text)?;
        Some(format!("skip `{pattern}` of [tool.cibuildwheel]"))
    }

    /// The identifiers that are built on the inferred platforms unless `skip` leaves them out.
    fn universe(&self, out: &Inferred) -> Vec<&'a Identifier> {
        let tables: &'a PlanTables = self.tables;
        let open = |row: &&Identifier| {
            out.platforms.contains(&row.id.platform)
                && row.enable.is_none_or(|group| out.enable.contains(&group))
                && (out.free_threaded || !row.id.threaded)
                && self.closed(row).is_none()
        };
        tables.identifiers.identifier.iter().filter(open).collect()
    }

    /// The version of the oldest system that an identifier reaches by default.
    fn floor(&self, id: BuildIdentifier) -> Option<(u16, u16)> {
        let tag = self.tables.identifiers.floor(id)?.newest_tag();
        origin::system(&tag).map(|(_, version)| version)
    }

    /// The version of the system that a wheel carries when nothing is configured.
    fn default(
        &self,
        interface: &Interface,
        platform: BuildPlatform,
        universe: &[&Identifier],
    ) -> (u16, u16) {
        let of = |id: BuildIdentifier| self.floor(id);
        let serves = |row: &&&Identifier| {
            let cpython = row.id.implementation == Implementation::CPython;
            row.id.platform == platform
                && match interface {
                    Interface::Shared(Lane::Abi3(floor)) => {
                        cpython && !row.id.threaded && row.id.python >= *floor
                    }
                    Interface::Shared(Lane::Abi3t(floor)) => cpython && row.id.python >= *floor,
                    _ => true,
                }
        };
        match interface {
            Interface::Own(id) => of(*id),
            Interface::Shared(_) => {
                universe.iter().filter(serves).filter_map(|row| of(row.id)).min()
            }
        }
        .unwrap_or_default()
    }

    fn no_image(&self, platform: BuildPlatform, system: SystemVersion) -> String {
        let images = self.tables.identifiers.platform(platform).map_or(&[][..], |it| &it.images);
        if images.is_empty() || images.contains(&system) {
            return format!("built for {system}, which no other wheel of its build is");
        }
        let images: Vec<String> = images.iter().map(ToString::to_string).collect();
        format!("cibuildwheel has no image of {system} for {platform}, only {}", images.join(", "))
    }
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
