//! `relkit matrix`: project -> plan -> workflow, table or JSON.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::{Context, Exit, Failure, files};
use crate::{
    matrix::{PlanTables, plan},
    project::Project,
    render, report,
    tables::Tables,
};

/// What `relkit matrix` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// The project's folder
    pub project: PathBuf,
    /// What to write
    pub format: Format,
    /// Where to write it; `None` is standard output
    pub output: Option<PathBuf>,
    /// Compare with this file instead
    pub check: Option<PathBuf>,
}

/// What a plan is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A GitHub Actions workflow
    Github,
    /// Tables for people
    Table,
    /// JSON for machines
    Json,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let project = Project::open(&request.project)?;
    let tables = load(&context.tables)?;
    let plan = plan(&project, &tables, context.as_of())?;
    for warning in &plan.warnings {
        context.terminal.warn(warning);
    }
    let text = match request.format {
        Format::Github => render::github::workflow(&plan)?,
        Format::Table => report::plan::table(&plan),
        Format::Json => report::plan::json(&plan)?,
    };
    if let Some(path) = &request.check {
        return check(path, &text, context);
    }
    match &request.output {
        Some(path) => {
            files::write(path, &text)?;
            context.terminal.note(format_args!("wrote {}", path.display()));
        }
        None => context.terminal.print(&text)?,
    }
    Ok(Exit::Fine)
}

pub(super) fn load(tables: &Tables) -> Result<PlanTables, Failure> {
    Ok(PlanTables {
        pythons: tables.load()?,
        identifiers: tables.load()?,
        runners: tables.load()?,
        actions: tables.load()?,
        backends: tables.load()?,
    })
}

/// Compares what would be written with what is there. Line endings do not count: git may change
/// them on Windows.
fn check(path: &Path, fresh: &str, context: &mut Context) -> Result<Exit, Failure> {
    let old = files::read_text(path)?.replace("\r\n", "\n");
    if old == fresh {
        context.terminal.note(format_args!("{} is fresh", path.display()));
        return Ok(Exit::Fine);
    }
    let name = path.display().to_string();
    let diff = TextDiff::from_lines(old.as_str(), fresh);
    let diff = diff.unified_diff().header(&name, "relkit matrix").to_string();
    context.terminal.print(diff)?;
    context.terminal.flush()?;
    context
        .terminal
        .warn(format_args!("{name} is stale: write it anew with `relkit matrix -o {name}`"));
    Ok(Exit::Findings)
}
