//! Which identifiers are in, and why the others are out.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;

use super::{
    PlanTables, systems,
    threaded::{self, Hindrance},
};
use crate::{
    model::{
        BuildIdentifier, BuildOs, BuildPlatform, PythonVersion, RequiresPython, SupportPolicy,
        Target,
    },
    project::{
        Backend, Fact, Mention, Place, Project,
        cibuildwheel::Selection,
        config::{Builder, Lane, MatrixConfig, Variant, VariantName},
    },
    tables::{EnableGroup, Identifier},
};

/// An identifier that is built, or whose users are served by a file that is built.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The identifier
    pub(super) id: BuildIdentifier,
    /// The oldest target that it stands for; of a universal2 wheel the platform alone, which is two
    /// machines
    pub(super) target: Target,
    /// Its place among cibuildwheel's identifiers
    pub(super) order: usize,
    /// Which of several builds for the same platform it is
    pub(super) variant: Option<VariantName>,
    /// Nothing is built for it, and its users may install a wheel that they share with others
    pub(super) follows: bool,
}

/// What [`select`] finds.
pub(super) struct Selected {
    /// The identifiers that are in
    pub(super) kept: Vec<Candidate>,
    /// Those of the rest that `build` or `skip` of `[tool.cibuildwheel]` leave out: not to build for
    /// a Python keeps nobody there from installing a wheel of the stable ABI
    pub(super) followers: Vec<Candidate>,
    /// Those that are out, followers among them
    pub(super) left_out: Vec<LeftOut>,
}

/// An identifier that the plan leaves out.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// The identifier
    pub id: BuildIdentifier,
    /// Which of several builds for the same platform
    pub variant: Option<VariantName>,
    /// Why
    pub why: Exclusion,
}

/// Why an identifier is left out. The first reason in this order is given.
#[derive(Debug, Clone, PartialEq)]
pub enum Exclusion {
    /// A simulation leaves its version out
    Dropped(PythonVersion),
    /// Requires-Python does not allow it
    RequiresPython(Fact<String>),
    /// The support policy ended on that day
    Policy(SupportPolicy, Option<Date>),
    /// Its group is not enabled
    NotEnabled(EnableGroup),
    /// `free-threaded = false`
    FreeThreadingOff,
    /// `build` of `[tool.cibuildwheel]` does not match it
    NotBuilt(Option<Place>),
    /// `skip` of `[tool.cibuildwheel]`, of `[tool.relkit.matrix]` or of a variant matches it
    Skipped(String, Option<Place>),
    /// The CI system has no machine for the platform
    NoRunner(BuildPlatform),
    /// The label of the platform's machine was removed on that day; a plan stops at it, so that
    /// only explanations say this
    RunnerRemoved(String, Date),
    /// The build tool does not build for it
    NotByBuilder(Builder, Place),
    /// No interpreter runs natively on the platform before this version
    NoInterpreter(PythonVersion),
    /// The table of identifiers knows no system that its wheels reach
    NoFloor,
    /// The limited API is set for every build, and this one cannot have it
    LimitedApi(Backend, Hindrance, Place),
    /// Its users install a wheel that another identifier builds, and no job tests it there
    Served(Lane),
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |place: &Option<Place>| {
            place.as_ref().map_or_else(String::new, |place| format!(" ({place})"))
        };
        match self {
            Self::Dropped(version) => write!(f, "--drop {version}"),
            Self::RequiresPython(fact) => {
                write!(f, "requires-python `{}` ({})", fact.value, fact.place)
            }
            Self::Policy(policy, Some(day)) => write!(f, "support `{policy}` ended on {day}"),
            Self::Policy(policy, None) => write!(f, "support `{policy}`"),
            Self::NotEnabled(group) => write!(f, "`{group}` is not enabled"),
            Self::FreeThreadingOff => write!(f, "free-threaded = false"),
            Self::NotBuilt(place) => write!(f, "no `build` pattern matches{}", at(place)),
            Self::Skipped(pattern, place) => write!(f, "skip `{pattern}`{}", at(place)),
            Self::NoInterpreter(from) => {
                write!(f, "no native interpreter before {from} on this platform")
            }
            Self::NoRunner(platform) => write!(f, "no hosted runner for {platform}"),
            Self::RunnerRemoved(label, day) => {
                write!(f, "the runner {label} was removed on {day}")
            }
            Self::NotByBuilder(builder, place) => {
                write!(f, "{builder} does not build for it ({place})")
            }
            Self::NoFloor => f.write_str("identifiers.toml knows no platform tag for it"),
            Self::LimitedApi(backend, Hindrance::Stops, place) => {
                write!(f, "{backend} stops: no limited API before 3.15t ({place})")
            }
            Self::LimitedApi(backend, Hindrance::WrongTag(tag), place) => {
                write!(
                    f,
                    "{backend} names the wheel {tag}, for Pythons that cannot load it ({place})"
                )
            }
            Self::LimitedApi(backend, Hindrance::NotWanted, place) => {
                write!(f, "{backend} gives abi3.abi3t, which is not planned ({place})")
            }
            Self::Served(lane) => write!(f, "served by the {lane} wheel, not tested here"),
        }
    }
}

/// The identifiers of the configured platforms, in the order of the configuration and then of
/// cibuildwheel, and those that are out. `lacking` says where nothing can run at all, and why.
pub(super) fn select(
    project: &Project,
    config: &MatrixConfig,
    tables: &PlanTables,
    on: Date,
    lacking: impl Fn(BuildPlatform) -> Option<Exclusion>,
) -> Selected {
    let requires = requires_python(project);
    let mut selections: BTreeMap<BuildOs, Selection> = BTreeMap::new();
    let mut kept = Vec::new();
    let mut followers = Vec::new();
    let mut left_out = Vec::new();
    for (platform, variant) in builds(config) {
        let selection = selections
            .entry(platform.os())
            .or_insert_with(|| project.cibuildwheel.selection(platform.os()));
        let judge = Judge { requires: requires.as_ref(), config, tables, on, selection, variant };
        let name = variant.map(|variant| variant.name.clone());
        let rows = tables.identifiers.identifier.iter().enumerate();
        for (order, row) in rows.filter(|(_, row)| row.id.platform == platform) {
            let mut out = |why| {
                left_out.push(LeftOut { id: row.id, variant: name.clone(), why });
            };
            let system = systems::floor(project, config, tables, &row.id, variant);
            let candidate = |platform, follows| Candidate {
                id: row.id,
                target: Target { interpreter: row.interpreter(), platform },
                order,
                variant: name.clone(),
                follows,
            };
            if let Some(why) = judge.exclusion(row) {
                let can = lacking(platform).is_none() && judge.follows(row, &why);
                followers.extend(system.filter(|_| can).map(|system| candidate(system, true)));
                out(why);
                continue;
            }
            if let Some(why) = lacking(platform) {
                out(why);
                continue;
            }
            let Some(system) = system else {
                out(Exclusion::NoFloor);
                continue;
            };
            let candidate = candidate(system, false);
            match threaded::hindrance(project, config, &candidate) {
                None => kept.push(candidate),
                Some((hindrance, floor)) => {
                    let backend = project.backend.value.clone();
                    out(Exclusion::LimitedApi(backend, hindrance, floor.place));
                }
            }
        }
    }
    Selected { kept, followers, left_out }
}

/// The platforms, each followed by the variants that build for it once more.
pub(super) fn builds(
    config: &MatrixConfig,
) -> impl Iterator<Item = (BuildPlatform, Option<&Variant>)> {
    config.platforms.iter().flat_map(|platform| {
        let again = config.variants.iter().filter(|it| it.platforms.contains(platform));
        let again = again.map(|variant| (*platform, Some(variant)));
        [(*platform, None)].into_iter().chain(again)
    })
}

/// Requires-Python, from the metadata, or as setup.py mentions it apart from its call of `setup`,
/// such as in the options that it passes on: cibuildwheel finds it there too.
pub(super) fn requires_python(project: &Project) -> Option<Fact<RequiresPython>> {
    project.requires_python.clone().or_else(|| {
        project.hints.iter().find_map(|hint| match &hint.mention {
            Mention::PythonRequires(Some(text)) => {
                Some(Fact::new(text.parse().ok()?, hint.place.clone()))
            }
            _ => None,
        })
    })
}

struct Judge<'a> {
    requires: Option<&'a Fact<RequiresPython>>,
    config: &'a MatrixConfig,
    tables: &'a PlanTables,
    on: Date,
    selection: &'a Selection,
    variant: Option<&'a Variant>,
}

impl Judge<'_> {
    /// Whether only `build` or `skip` of `[tool.cibuildwheel]` keep an identifier out.
    fn follows(&self, row: &Identifier, why: &Exclusion) -> bool {
        let by_pattern = match why {
            Exclusion::NotBuilt(_) => true,
            Exclusion::Skipped(_, place) => place.as_ref() == self.selection.skip.place(),
            _ => false,
        };
        let own = self.variant.and_then(|variant| variant.skip.as_ref());
        let text = row.id.to_string();
        let ours = own.unwrap_or(&self.config.skip).matches(&text);
        let native = self.tables.identifiers.platform(row.id.platform);
        let native = native.and_then(|it| it.native_from).is_none_or(|from| row.id.python >= from);
        by_pattern && !ours && native
    }

    fn exclusion(&self, row: &Identifier) -> Option<Exclusion> {
        let python = row.id.python;
        if self.config.dropped.contains(&python) {
            return Some(Exclusion::Dropped(python));
        }
        let added = self.config.added.contains(&python);
        let requires = self.requires.filter(|_| !added);
        if let Some(fact) = requires.filter(|fact| !fact.value.allows(python)) {
            return Some(Exclusion::RequiresPython(fact.clone().map(|field| field.to_string())));
        }
        let policy = &self.config.support;
        let known = self.tables.pythons.get(python).filter(|_| !added);
        if let Some(known) = known.filter(|known| !known.is_supported(policy, self.on)) {
            return Some(Exclusion::Policy(policy.clone(), known.dropped_by(policy)));
        }
        if let Some(group) = row.enable.filter(|group| !self.config.enable.contains(group)) {
            return Some(Exclusion::NotEnabled(group));
        }
        if row.id.threaded && !self.config.free_threaded {
            return Some(Exclusion::FreeThreadingOff);
        }
        let text = row.id.to_string();
        if !self.selection.build.matches(&text) {
            return Some(Exclusion::NotBuilt(self.selection.build.place().cloned()));
        }
        let own = self.config.skip_of(self.variant);
        for skip in [&self.selection.skip, own] {
            if let Some(pattern) = skip.first_match(&text) {
                return Some(Exclusion::Skipped(pattern.to_owned(), skip.place().cloned()));
            }
        }
        let builder = &self.config.builder;
        if !super::maturin::builds(builder.value, &self.tables.backends, &row.id) {
            return Some(Exclusion::NotByBuilder(builder.value, builder.place.clone()));
        }
        let native_from = self.tables.identifiers.platform(row.id.platform)?.native_from;
        native_from.filter(|from| python < *from).map(Exclusion::NoInterpreter)
    }
}
