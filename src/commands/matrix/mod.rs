//! `relkit matrix`: project -> plan -> workflow, or a view of the plan.

mod drift;
mod required;
mod view;

use std::path::{Path, PathBuf};

use super::{Context, Exit, Failure, files, import, workflow_size};
use crate::{
    matrix::{Plan, PlanTables, explain::explain, plan},
    model::Provider,
    project::Project,
    render, report,
};

pub use view::{Format, View};

/// What `relkit matrix` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// The project's folder
    pub project: PathBuf,
    /// What to show
    pub view: View,
    /// What to write it as; `None` is the view's usual format
    pub format: Option<Format>,
    /// The CI system whose machines count; `None` is the one whose file is written, else GitHub
    pub provider: Option<Provider>,
    /// Where to write it; `None` is standard output
    pub output: Option<PathBuf>,
    /// Compare with this file instead
    pub check: Option<PathBuf>,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let format = request.view.format(request.format)?;
    let tables = PlanTables::load(&context.tables)?;
    let (text, exit) = view(request, format, &tables, context)?;
    if format == Format::Github {
        workflow_size::check(&text, &tables.costs.workflow)?;
    }
    if let Some(path) = &request.check {
        let format = match format {
            Format::Github => String::new(),
            other => format!(" --format {other}"),
        };
        let project = match &request.project {
            own if own == Path::new(".") => String::new(),
            other => format!(" --project {}", other.display()),
        };
        return drift::check(path, &text, &(project + &format), context);
    }
    files::deliver(request.output.as_deref(), &text, context)?;
    Ok(exit)
}

/// What is asked for, as text, and how the command ends when it is printed.
fn view(
    request: &Request,
    format: Format,
    tables: &PlanTables,
    context: &mut Context,
) -> Result<(String, Exit), Failure> {
    let json = format == Format::Json;
    let folder = &request.project;
    let provider = format.machines(request.provider)?;
    let text = match &request.view {
        View::Plan => whole(&planned(folder, tables, provider, context)?, format)?,
        View::Targets => {
            let plan = planned(folder, tables, provider, context)?;
            if json { report::plan::targets_json(&plan)? } else { report::plan::targets(&plan) }
        }
        View::Explain(pattern) => {
            let answers =
                explain(&Project::open(folder)?, tables, provider, context.as_of(), pattern)?;
            if json {
                report::plan::explain_json(&answers)?
            } else {
                report::plan::explain(&answers)
            }
        }
        View::Import(workflow) => {
            return import::import(folder, workflow, tables, context.as_of(), json);
        }
    };
    Ok((text, Exit::Fine))
}

/// The plan of a project, its warnings said.
fn planned(
    folder: &Path,
    tables: &PlanTables,
    provider: Provider,
    context: &mut Context,
) -> Result<Plan, Failure> {
    let plan = plan(&Project::open(folder)?, tables, provider, context.as_of())?;
    for warning in plan.warnings.iter().chain(&required::in_vain(&plan, folder)?) {
        context.terminal.warn(warning);
    }
    Ok(plan)
}

/// The plan itself.
fn whole(plan: &Plan, format: Format) -> Result<String, Failure> {
    Ok(match format {
        Format::Github => render::github::workflow(plan)?,
        Format::Gitlab => render::gitlab::pipeline(plan)?,
        Format::Azure => render::azure::pipeline(plan)?,
        Format::Circleci => render::circleci::configuration(plan)?,
        Format::Table => report::plan::table(plan),
        Format::Plan => report::plan::json(plan)?,
        Format::Manifest => report::plan::manifest(plan),
        Format::Json => report::plan::include(plan.full().ok_or_else(no_matrix)?)?,
    })
}

fn no_matrix() -> Failure {
    Failure::new(
        "there is no matrix: the project has no compiled code, and one job builds its wheel",
    )
    .hint("`relkit matrix --format plan` is the plan as JSON")
}
