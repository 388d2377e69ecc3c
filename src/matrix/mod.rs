//! The plan: which files a release has, which job builds each, and what is left out and why.
//!
//! A plan is total: whoever renders it decides nothing. The same project, tables and day give the
//! same plan.

mod candidates;
mod error;
mod expected;
mod files;
mod jobs;
mod pins;
mod plan;
mod pure;
mod runners;

pub use crate::project::config::Lane;
pub use candidates::{Exclusion, LeftOut};
pub use error::PlanError;
pub use expected::ExpectedFile;
pub use pins::Pins;
pub use plan::{BuildJob, Gap, Plan, PlannedBuild, PureJob, Role, Runner, Triggers, Wheels};

use jiff::civil::Date;

use crate::{
    model::PythonVersion,
    project::{Config, Native, Project, config::MatrixConfig},
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

/// Plans the release of a project, as of a day.
pub fn plan(project: &Project, tables: &PlanTables, on: Date) -> Result<Plan, PlanError> {
    let config = Config::resolve(project, tables.oldest()).matrix;
    let mut warnings = Vec::new();
    let runners = runners::Choice { tables: &tables.runners, config: &config, on };
    let sdist = runners.plain(&mut warnings)?;
    let (wheels, left_out) = if matches!(project.native, Native::No) {
        (Wheels::Pure(pure::plan(project, &config, tables, on)), Vec::new())
    } else {
        let (candidates, mut left_out) = candidates::select(project, &config, tables, on);
        if candidates.is_empty() {
            return Err(PlanError::NothingLeft { left_out });
        }
        let jobs =
            jobs::plan(project, &config, &candidates, &runners, &mut left_out, &mut warnings)?;
        (Wheels::Native(jobs), left_out)
    };
    if let Native::Unknown(reason) = &project.native {
        warnings.push(format!(
            "not sure that the project has compiled code ({reason}): planned as if it had"
        ));
    }
    let expected = expected::files(project, &wheels);
    warnings.extend(untested(&wheels));
    Ok(Plan {
        project: project.name.value.clone(),
        triggers: triggers(&config),
        environment: config.environment.to_string(),
        timeout_minutes: config.timeout.get(),
        file: config.file.to_string(),
        cibuildwheel: tables.identifiers.cibuildwheel.clone(),
        import: config.import.iter().map(ToString::to_string).collect(),
        sdist,
        wheels,
        expected,
        left_out,
        warnings,
        pins: Pins::from_table(&tables.actions)?,
    })
}

/// One warning for all targets whose file no job tests on them.
fn untested(wheels: &Wheels) -> Option<String> {
    let Wheels::Native(jobs) = wheels else { return None };
    let mut interpreters: Vec<String> = jobs
        .iter()
        .flat_map(|job| &job.gaps)
        .map(|gap| gap.target.interpreter.to_string())
        .collect();
    interpreters.sort();
    interpreters.dedup();
    (!interpreters.is_empty()).then(|| {
        let which = interpreters.join(", ");
        format!("{which} will install the abi3.abi3t wheel, which cibuildwheel cannot test there")
    })
}

fn triggers(config: &MatrixConfig) -> Triggers {
    Triggers {
        branches: config.branches.iter().map(ToString::to_string).collect(),
        tags: config.tags.to_string(),
    }
}
