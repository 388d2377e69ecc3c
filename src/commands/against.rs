//! `relkit matrix --against`: plan + release -> what is lost and what is new.

use std::path::PathBuf;

use super::{Context, Exit, Failure, files, index_url::Options, release_list};
use crate::{
    matrix::{PlanTables, against::compare, plan},
    model::Provider,
    project::Project,
    report,
};

/// What `relkit matrix --against` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// The project's folder
    pub project: PathBuf,
    /// The release: `NAME==VERSION`, a file with names, a folder
    pub release: String,
    /// The CI system whose machines count
    pub provider: Provider,
    /// JSON for machines instead of text
    pub json: bool,
    /// Where to write; `None` is standard output
    pub output: Option<PathBuf>,
    /// Which index is asked
    pub index: Options,
}

/// Runs the command: [`Exit::Findings`] when something of the release is lost.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let project = Project::open(&request.project)?;
    let tables = PlanTables::load(&context.tables)?;
    let plan = plan(&project, &tables, request.provider, context.as_of())?;
    let release = release_list::load(&request.release, &request.index, context)?;
    if release.name != project.name.value {
        let why =
            format!("the release is of {}, the project is {}", release.name, project.name.value);
        return Err(Failure::new(why).hint("compare with a release of the same project"));
    }
    let against = compare(&plan, &release.files, &tables);
    let name = format!("{}=={}", release.name, release.version);
    let text = if request.json {
        report::against::json(&name, &against)?
    } else {
        report::against::text(&name, &against)
    };
    files::deliver(request.output.as_deref(), &text, context)?;
    Ok(if against.loses() { Exit::Findings } else { Exit::Fine })
}
