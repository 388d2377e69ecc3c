//! What would change: a plan of the same project with other Pythons or another abi3 floor.
//!
//! Nothing is written. The configuration and the tables are changed before planning.

use jiff::civil::Date;

use super::{
    Plan, PlanError, PlanTables, PlannedBuild, Setting, Wheels, plan_as, runners::Removed,
};
use crate::{
    model::{Implementation, Provider, PythonVersion},
    project::{
        Backend, Fact, Place, Project, WheelKind,
        config::{Lane, MatrixConfig},
    },
    tables::{Identifier, Identifiers},
};

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Versions that are left out
    pub drop: Vec<PythonVersion>,
    /// Versions that are taken in
    pub add: Vec<PythonVersion>,
    /// Floors that replace those of the abi3 wheels; empty for no change
    pub abi3: Vec<PythonVersion>,
}

impl Change {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.drop.is_empty() && self.add.is_empty() && self.abi3.is_empty()
    }

    /// As it is typed. Ex) `--drop 3.10 --abi3 3.12`
    pub fn words(&self) -> String {
        let words = |option: &str, versions: &[PythonVersion]| {
            versions.iter().map(|version| format!("--{option} {version}")).collect::<Vec<_>>()
        };
        let all = [words("drop", &self.drop), words("add", &self.add), words("abi3", &self.abi3)];
        all.concat().join(" ")
    }
}

/// Why a simulation makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// A version that the plan does not have
    #[error("--drop {version}: the plan has no Python {version}")]
    NotThere {
        /// The version
        version: PythonVersion,
        /// Those that it has
        has: Vec<PythonVersion>,
    },
    /// A version that the plan has
    #[error("--add {version}: the plan has it")]
    There {
        /// The version
        version: PythonVersion,
    },
    /// A version that nothing is known of
    #[error("--add {version}: cibuildwheel builds nothing for it")]
    Unknown {
        /// The version
        version: PythonVersion,
        /// The oldest that there is
        oldest: PythonVersion,
        /// The one that is to come, which can be made up
        next: PythonVersion,
    },
    /// One version twice
    #[error("{version} is to be dropped and to be added")]
    Both {
        /// The version
        version: PythonVersion,
    },
    /// A project that cannot have abi3 wheels
    #[error("--abi3 {version}: {why}")]
    NoAbi3 {
        /// The floor
        version: PythonVersion,
        /// Why
        why: String,
    },
    /// A floor above every Python of the plan
    #[error("--abi3 {version}: the newest Python of the plan is {newest}")]
    FloorTooHigh {
        /// The floor
        version: PythonVersion,
        /// The newest
        newest: PythonVersion,
    },
    /// The changed project has no plan
    #[error("{change}: {source}")]
    Plan {
        /// What was asked, as it is typed
        change: String,
        /// Why
        source: Box<PlanError>,
    },
}

impl SimulationError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotThere { has, .. } => format!("it has {}", list(has)),
            Self::There { .. } => "name a version that it does not have".to_owned(),
            Self::Unknown { oldest, next, .. } => {
                format!(
                    "name one from {oldest} on, at most {next}, which is made up from the newest"
                )
            }
            Self::Both { .. } => "name it once".to_owned(),
            Self::NoAbi3 { .. } => {
                "leave --abi3 away: the wheels of this project do not depend on it".to_owned()
            }
            Self::FloorTooHigh { newest, .. } => format!("name {newest} or an older one"),
            Self::Plan { source, .. } => return source.hint(),
        })
    }
}

fn list(versions: &[PythonVersion]) -> String {
    versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Plans the changed project. `now` is the plan as it is.
pub fn simulate(
    project: &Project,
    tables: &PlanTables,
    provider: Provider,
    on: Date,
    now: &Plan,
    change: &Change,
) -> Result<Plan, SimulationError> {
    let has = pythons(now);
    if let Some(version) = change.drop.iter().find(|it| change.add.contains(it)) {
        return Err(SimulationError::Both { version: *version });
    }
    if let Some(version) = change.drop.iter().find(|it| !has.contains(it)) {
        return Err(SimulationError::NotThere { version: *version, has });
    }
    let mut tables = tables.clone();
    for version in &change.add {
        if has.contains(version) {
            return Err(SimulationError::There { version: *version });
        }
        add(&mut tables.identifiers, *version)?;
    }
    let mut left: Vec<_> = has.into_iter().filter(|it| !change.drop.contains(it)).collect();
    left.extend(&change.add);
    for version in &change.abi3 {
        abi3_is_possible(project, now, *version)?;
        match left.iter().max() {
            Some(newest) if newest < version => {
                return Err(SimulationError::FloorTooHigh { version: *version, newest: *newest });
            }
            _ => {}
        }
    }
    let setting = Setting { provider, on, removed: Removed::Stop };
    plan_as(project, &tables, setting, |config| apply(config, change)).map_err(|source| {
        SimulationError::Plan { change: change.words(), source: Box::new(source) }
    })
}

/// The versions that a plan builds for or tests on, oldest first.
pub fn pythons(plan: &Plan) -> Vec<PythonVersion> {
    let mut all: Vec<PythonVersion> = match &plan.wheels {
        Wheels::Native { full, .. } => {
            let builds = full.builds.iter().flat_map(|job| &job.builds);
            let built = builds.map(|build: &PlannedBuild| build.id.python);
            built.chain(plan.targets.iter().map(|row| row.id.python)).collect()
        }
        Wheels::Pure(job) => job.pythons.clone(),
    };
    all.sort_unstable();
    all.dedup();
    all
}

fn apply(config: &mut MatrixConfig, change: &Change) {
    config.dropped.clone_from(&change.drop);
    config.added.clone_from(&change.add);
    if change.abi3.is_empty() {
        return;
    }
    // What switches the stable ABI on for the old floor does so for the new one.
    let old = config
        .abi3
        .iter()
        .find_map(|fact| config.config_settings.get(&Lane::Abi3(fact.value)).cloned());
    let mut floors = change.abi3.clone();
    floors.sort_unstable();
    floors.dedup();
    for floor in &floors {
        if let Some(settings) = &old {
            config.config_settings.entry(Lane::Abi3(*floor)).or_insert_with(|| settings.clone());
        }
    }
    config.config_settings.retain(|lane, _| match lane {
        Lane::Abi3(floor) => floors.contains(floor),
        _ => true,
    });
    let fact = |floor| Fact::new(floor, Place::file(&format!("--abi3 {floor}")));
    config.abi3 = floors.into_iter().map(fact).collect();
}

fn abi3_is_possible(
    project: &Project,
    now: &Plan,
    version: PythonVersion,
) -> Result<(), SimulationError> {
    let no = |why: String| Err(SimulationError::NoAbi3 { version, why });
    if matches!(now.wheels, Wheels::Pure(_)) {
        return no("the project has no compiled code".to_owned());
    }
    if let WheelKind::Interpreterless(place) = &project.wheel {
        return no(format!("no Python loads what it compiles ({place})"));
    }
    match &project.backend.value {
        Backend::Setuptools
        | Backend::Maturin
        | Backend::MesonPython
        | Backend::ScikitBuildCore
        | Backend::Other(_) => Ok(()),
        backend => no(format!("{backend} makes no abi3 wheels ({})", project.backend.place)),
    }
}

/// Makes up the identifiers of the CPython to come from those of the newest, on the same platforms.
/// Older systems than the newest reaches are not known, so the floors of the platforms stay.
fn add(table: &mut Identifiers, version: PythonVersion) -> Result<(), SimulationError> {
    let cpython = |row: &&Identifier| row.id.implementation == Implementation::CPython;
    let versions = || table.identifier.iter().filter(cpython).map(|row| row.id.python);
    if versions().any(|known| known == version) {
        return Ok(());
    }
    let (Some(oldest), Some(newest)) = (versions().min(), versions().max()) else { return Ok(()) };
    let next = PythonVersion::new(newest.major, newest.minor.saturating_add(1));
    if version != next {
        return Err(SimulationError::Unknown { version, oldest, next });
    }
    let of_newest = table.identifier.iter().filter(cpython).filter(|row| row.id.python == newest);
    let made_up: Vec<Identifier> = of_newest
        .map(|row| {
            let mut row = row.clone();
            row.id.python = version;
            row
        })
        .collect();
    table.identifier.extend(made_up);
    Ok(())
}
