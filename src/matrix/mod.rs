//! The plan: which files a release has, which job builds each, and what is left out and why.
//!
//! A plan is total: whoever renders it decides nothing. The same project, tables and day give the
//! same plan.

pub mod against;
mod backends;
mod candidates;
mod cibw;
mod contradictions;
pub mod cost;
mod error;
mod expected;
pub mod explain;
pub mod extra;
mod files;
mod header;
pub mod import;
pub mod infer;
mod jobs;
mod least;
mod limits;
pub mod maturin;
mod origin;
mod pins;
mod plan;
mod pure;
mod runners;
mod settings;
mod shard;
pub mod simulate;
pub mod smoke;
mod subset;
mod systems;
mod targets;
mod testing;
mod threaded;
mod warnings;

pub use crate::project::config::Lane;
use candidates::{Candidate, Selected};
pub use candidates::{Exclusion, LeftOut};
pub use cibw::{CibwOption, Environment};
pub use error::PlanError;
pub use expected::ExpectedFile;
pub use header::header_line;
use jobs::Made;
pub use least::LeastTest;
pub use pins::Pins;
pub use plan::{
    BuildJob, BuildTool, HandedOver, Handover, NativeWheels, Plan, PlannedBuild, PureJob, Role,
    Runner, TestJob, Triggers, WheelFile, Wheels,
};
use runners::Removed;
pub use targets::{How, TargetRow, Verdict};
pub use testing::Untested;
pub use threaded::Hindrance;

use jiff::civil::Date;

use crate::{
    model::{Provider, PythonVersion, Target},
    project::{
        Config, Native, Project,
        config::{MatrixConfig, Megabytes, PullRequest},
    },
    tables::{
        Actions, Backends, Costs, Identifiers, Pythons, Runners, TableError, Tables, UvPythons,
    },
};

/// The tables that a plan needs.
#[derive(Debug, Clone)]
pub struct PlanTables {
    /// Dates of Python's releases
    pub pythons: Pythons,
    /// What cibuildwheel builds
    pub identifiers: Identifiers,
    /// Where it runs
    pub runners: Runners,
    /// Which actions and tools the workflow uses
    pub actions: Actions,
    /// What CI and index take
    pub costs: Costs,
    /// What build tools can and cannot do
    pub backends: Backends,
    /// Which interpreters jobs can have
    pub uv_pythons: UvPythons,
}

impl PlanTables {
    /// Loads them all.
    pub fn load(tables: &Tables) -> Result<Self, TableError> {
        Ok(Self {
            pythons: tables.load()?,
            identifiers: tables.load()?,
            runners: tables.load()?,
            actions: tables.load()?,
            costs: tables.load()?,
            backends: tables.load()?,
            uv_pythons: tables.load()?,
        })
    }

    /// The oldest Python that anything can be built for.
    pub fn oldest(&self) -> PythonVersion {
        let all = self.identifiers.identifier.iter().map(|row| row.id.python);
        all.min().unwrap_or(PythonVersion::new(3, 0))
    }
}

/// Plans the release of a project on the machines of a CI system, as of a day.
pub fn plan(
    project: &Project,
    tables: &PlanTables,
    provider: Provider,
    on: Date,
) -> Result<Plan, PlanError> {
    plan_as(project, tables, Setting { provider, on, removed: Removed::Stop }, |_| {})
}

/// Plans the release of a project whose configuration is changed first.
fn plan_as(
    project: &Project,
    tables: &PlanTables,
    setting: Setting,
    change: impl FnOnce(&mut MatrixConfig),
) -> Result<Plan, PlanError> {
    draw(project, &configuration(project, tables, change), tables, setting)
}

/// Where and when a plan is to hold.
#[derive(Debug, Clone, Copy)]
struct Setting {
    provider: Provider,
    on: Date,
    removed: Removed,
}

/// What the plan of a project goes by. What is changed comes before what follows from it.
fn configuration(
    project: &Project,
    tables: &PlanTables,
    change: impl FnOnce(&mut MatrixConfig),
) -> MatrixConfig {
    let mut config = Config::resolve(project, tables.oldest()).matrix;
    change(&mut config);
    if config.abi3t.is_none() {
        config.abi3t = threaded::implied(project, &config)
            .and_then(|floor| backends::possible(project, &tables.backends, floor));
    }
    config
}

fn draw(
    project: &Project,
    config: &MatrixConfig,
    tables: &PlanTables,
    setting: Setting,
) -> Result<Plan, PlanError> {
    let mut warnings = contradictions::check(project, config, tables)?;
    let Setting { provider, on, removed } = setting;
    let runners = runners::Choice { provider, tables: &tables.runners, config, on, removed };
    let sdist = runners.plain(&mut warnings)?;
    let mut targets = Vec::new();
    let (wheels, left_out) = if matches!(project.native, Native::No) {
        (Wheels::Pure(pure::plan(project, config, tables, on)?), Vec::new())
    } else {
        backends::check(project, config, &tables.backends)?;
        let lacking = |platform| runners.lacking(platform);
        let Selected { kept: candidates, followers, mut left_out } =
            candidates::select(project, config, tables, on, lacking);
        if candidates.is_empty() {
            return Err(PlanError::NothingLeft { left_out });
        }
        let planner = jobs::Planner { project, config, tables };
        let mut made = planner.jobs(&candidates, &followers, &runners, &mut warnings)?;
        contradictions::once(project, config, &made.wheels)?;
        let asked: Vec<_> = candidates.iter().chain(&followers).cloned().collect();
        targets = targets::check(project, config, &asked, &made.wheels.files, &made.verdicts)?;
        let is_served = |out: &LeftOut| {
            let same = |it: &&Candidate| it.id == out.id && it.variant == out.variant;
            let served = |it: &Candidate| {
                targets.iter().any(|row| {
                    let Target { interpreter, platform } = row.target;
                    interpreter == it.target.interpreter
                        && it.target.platform.machines().contains(&platform)
                })
            };
            followers.iter().find(same).is_some_and(served)
        };
        left_out.retain(|out| !is_served(out));
        contradictions::of_targets(project, config, &made.wheels.files, &targets, &left_out)?;
        extra::leaks(&planner, |platform| runners.is_native(platform), &mut made, &targets)?;
        let subset = match config.pull_request {
            PullRequest::Subset => {
                let some = subset::of(&candidates, |platform| runners.is_native(platform));
                Some(planner.jobs(&some, &[], &runners, &mut Vec::new())?.wheels)
            }
            PullRequest::Full | PullRequest::Off => None,
        };
        left_out.extend(made.left_out);
        if provider == Provider::Github {
            limits::check(&made.wheels, &tables.costs.workflow)?;
        }
        (Wheels::Native { full: made.wheels, subset }, left_out)
    };
    let trials = smoke::Planner { config, tables, runners: &runners, plain: &sdist };
    let smoke = trials.plan(&wheels, &targets, &mut warnings)?;
    let expected = expected::files(project, &wheels);
    warnings.extend(warnings::of_project(project, &tables.identifiers));
    warnings.extend(warnings::of_provider(project, provider));
    warnings.extend(warnings::of_targets(&targets));
    Ok(Plan {
        header: header::line(project, tables, smoke.is_some()),
        project: project.name.value.clone(),
        triggers: triggers(config),
        environment: config.environment.to_string(),
        timeout_minutes: config.timeout.get(),
        file_limit: config.file_limit.map_or(tables.costs.index.file_bytes, Megabytes::bytes),
        file: config.file.as_ref().map_or_else(|| provider.file().to_owned(), ToString::to_string),
        cibuildwheel: tables.identifiers.cibuildwheel.clone(),
        least_test: testing::least(project, config)
            .map_or_else(|| "pass".to_owned(), LeastTest::code),
        checkout: project.checkout.clone(),
        sdist,
        wheels,
        targets,
        expected,
        left_out,
        warnings,
        pins: Pins::from_table(&tables.actions)?,
        next: extra::next(config, &tables.pythons, on),
        stub: extra::stub(config),
        smoke,
    })
}

fn triggers(config: &MatrixConfig) -> Triggers {
    Triggers {
        branches: config.branches.iter().map(ToString::to_string).collect(),
        tags: config.tags.to_string(),
        pull_request: config.pull_request,
        label: config.label.to_string(),
        paths: config.paths.iter().map(ToString::to_string).collect(),
    }
}
