//! `relkit matrix --import`: workflow + project -> what relkit would change.

use std::{
    collections::BTreeMap,
    path::{Component, Path},
};

use jiff::civil::Date;

use super::{Exit, Failure};
use crate::{
    matrix::{
        PlanTables,
        import::{Existing, PlannedIdentifiers, compare},
        plan,
    },
    model::{BuildIdentifier, Provider},
    project::{Cibuildwheel, Project, Workflow},
    report,
};

/// The comparison as text or JSON, and [`Exit::Findings`] when the workflow is broken today (a
/// runner that is gone) or builds what the plan does not.
pub(super) fn import(
    folder: &Path,
    workflow: &Path,
    tables: &PlanTables,
    on: Date,
    json: bool,
) -> Result<(String, Exit), Failure> {
    let workflow = Workflow::open(workflow, &tables.runners)?;
    let project = Project::open(folder)?;
    let plan = plan(&project, tables, Provider::Github, on)?;
    let ids: Vec<BuildIdentifier> =
        plan.jobs().iter().flat_map(|job| job.builds.iter().map(|build| build.id)).collect();
    let planned = PlannedIdentifiers { ids: &ids, left_out: &plan.left_out };
    let configs = configs(&workflow, folder)?;
    let existing = Existing { workflow: &workflow, project: &project, configs: &configs };
    let import = compare(existing, tables, planned, on);
    let text = if json { report::import::json(&import)? } else { report::import::text(&import) };
    Ok((text, if import.loses() { Exit::Findings } else { Exit::Fine }))
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
