//! `relkit matrix --import`: workflow + project -> what relkit would change.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use super::{Context, Exit, Failure, files};
use crate::{
    matrix::{
        PlanTables,
        import::{Existing, PlannedIdentifiers, compare},
        plan,
    },
    model::BuildIdentifier,
    project::{Cibuildwheel, Project, Workflow},
    report,
};

/// What `relkit matrix --import` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// The project's folder
    pub project: PathBuf,
    /// The workflow to read
    pub workflow: PathBuf,
    /// JSON for machines instead of text
    pub json: bool,
    /// Where to write; `None` is standard output
    pub output: Option<PathBuf>,
}

/// Runs the command: [`Exit::Findings`] when the workflow is broken today (a runner that is gone)
/// or builds what the plan does not, else [`Exit::Fine`].
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let tables = &context.tables;
    let tables = PlanTables {
        pythons: tables.load()?,
        identifiers: tables.load()?,
        runners: tables.load()?,
        actions: tables.load()?,
        backends: tables.load()?,
    };
    let on = context.as_of();
    let workflow = Workflow::open(&request.workflow, &tables.runners)?;
    let project = Project::open(&request.project)?;
    let plan = plan(&project, &tables, on)?;
    let ids: Vec<BuildIdentifier> =
        plan.jobs().iter().flat_map(|job| job.builds.iter().map(|build| build.id)).collect();
    let planned = PlannedIdentifiers { ids: &ids, left_out: &plan.left_out };
    let configs = configs(&workflow, &request.project)?;
    let existing = Existing { workflow: &workflow, project: &project, configs: &configs };
    let import = compare(existing, &tables, planned, on);
    let text =
        if request.json { report::import::json(&import)? } else { report::import::text(&import) };
    match &request.output {
        Some(path) => {
            files::write(path, &text)?;
            context.terminal.note(format_args!("wrote {}", path.display()));
        }
        None => context.terminal.print(&text)?,
    }
    Ok(if import.loses() { Exit::Findings } else { Exit::Fine })
}

/// The files of options that the workflow names, as far as they are in the project's folder: a
/// path that leaves it is not followed.
fn configs(workflow: &Workflow, folder: &Path) -> Result<BTreeMap<String, Cibuildwheel>, Failure> {
    let mut configs = BTreeMap::new();
    for (_, _, invocation) in workflow.invocations() {
        let Some(name) = invocation.config_file.as_ref().and_then(|fact| fact.known()) else {
            continue;
        };
        let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if inside
            && !configs.contains_key(name)
            && let Some(config) = Cibuildwheel::open(folder, name)?
        {
            configs.insert(name.to_owned(), config);
        }
    }
    Ok(configs)
}
