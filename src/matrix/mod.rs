//! The plan: which files a release has, which job builds each, and what is left out and why.
//!
//! A plan is total: whoever renders it decides nothing. The same project, tables and day give the
//! same plan.

mod also;
mod candidates;
mod cibw;
mod error;
mod expected;
mod files;
mod jobs;
mod pins;
mod plan;
mod pure;
mod runners;
mod settings;
mod testing;
mod threaded;
mod warnings;

pub use crate::project::config::Lane;
pub use candidates::{Exclusion, LeftOut};
pub use cibw::{CibwOption, Environment};
pub use error::PlanError;
pub use expected::ExpectedFile;
pub use pins::Pins;
pub use plan::{
    AlsoTest, BuildJob, Gap, HandedOver, Handover, Plan, PlannedBuild, PureJob, Role, Runner,
    Triggers, Wheels,
};
pub use testing::Untested;
pub use threaded::Hindrance;

use jiff::civil::Date;

use crate::{
    model::{Provider, PythonVersion},
    project::{
        Config, Native, Project,
        config::{MatrixConfig, PullRequest},
    },
    tables::{Actions, Identifiers, Pythons, Runners},
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
}

impl PlanTables {
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
    let mut config = Config::resolve(project, tables.oldest()).matrix;
    if config.abi3t.is_none() {
        config.abi3t = threaded::implied(project, &config);
    }
    let mut warnings = Vec::new();
    let runners = runners::Choice { provider, tables: &tables.runners, config: &config, on };
    let sdist = runners.plain(&mut warnings)?;
    let (wheels, left_out) = if matches!(project.native, Native::No) {
        (Wheels::Pure(pure::plan(project, &config, tables, on)?), Vec::new())
    } else {
        let (candidates, mut left_out) = candidates::select(project, &config, tables, on);
        if candidates.is_empty() {
            return Err(PlanError::NothingLeft { left_out });
        }
        let planner = jobs::Planner { project, config: &config, tables, on };
        let jobs = planner.jobs(&candidates, &runners, &mut left_out, &mut warnings)?;
        (Wheels::Native(jobs), left_out)
    };
    let expected = expected::files(project, &wheels);
    warnings.extend(warnings::of_project(project, &config, &tables.identifiers));
    warnings.extend(warnings::of_wheels(&wheels));
    Ok(Plan {
        project: project.name.value.clone(),
        triggers: triggers(&config),
        environment: config.environment.to_string(),
        timeout_minutes: config.timeout.get(),
        file: config.file.to_string(),
        cibuildwheel: tables.identifiers.cibuildwheel.clone(),
        import: testing::import(&config),
        checkout: project.checkout.clone(),
        sdist,
        wheels,
        expected,
        left_out,
        warnings,
        pins: Pins::from_table(&tables.actions)?,
        inputs: String::new(),
    })
}

fn triggers(config: &MatrixConfig) -> Triggers {
    Triggers {
        branches: config.branches.iter().map(ToString::to_string).collect(),
        tags: config.tags.to_string(),
        pull_request: PullRequest::Full,
        label: String::new(),
        paths: Vec::new(),
        nightly: None,
    }
}
