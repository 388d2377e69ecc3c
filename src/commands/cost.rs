//! `relkit matrix --cost`: project + tables (+ a past run, a past release) -> figures, and the same
//! figures after a change.

use std::path::{Path, PathBuf};

use super::{Context, Exit, Failure, files, index_url, release_list};
use crate::{
    matrix::{
        PlanTables,
        cost::{self, Calibration, Sizes, Timings},
        plan,
        simulate::{Change, simulate},
    },
    model::Provider,
    project::Project,
    report,
};

/// What `relkit matrix --cost` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// The project's folder
    pub project: PathBuf,
    /// The CI system whose machines count
    pub provider: Provider,
    /// The jobs of a past run
    pub timings: Option<PathBuf>,
    /// The release whose files have known sizes: a list, a folder, or `NAME==VERSION`
    pub sizes: Option<String>,
    /// How the index is found where the release is there
    pub index: index_url::Options,
    /// The change to compare with; empty for none
    pub change: Change,
    /// JSON for machines instead of text
    pub json: bool,
    /// Where to write; `None` is standard output
    pub output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let project = Project::open(&request.project)?;
    let tables = PlanTables::load(&context.tables)?;
    let on = context.as_of();
    let now = plan(&project, &tables, request.provider, on)?;
    let after = match &request.change {
        change if change.is_empty() => None,
        change => Some(simulate(&project, &tables, request.provider, on, &now, change)?),
    };
    let timings = request.timings.as_deref().map(|path| timings(path, context)).transpose()?;
    let sizes = match &request.sizes {
        None => Sizes::default(),
        Some(arg) => {
            let release = release_list::load(arg, &request.index, context)?;
            let sizes = Sizes::of(&release.files);
            if !sizes.is_known() {
                context.terminal.warn(format_args!("{arg} names files without their sizes"));
            }
            sizes
        }
    };
    let costs = &tables.costs;
    let known = timings
        .as_ref()
        .map_or_else(Calibration::default, |timings| cost::calibrate(&now, costs, timings));
    let figures = report::cost::Figures {
        costs,
        timings: timings.as_ref().map(|timings| (timings, known.matched())),
        now: (&now, &cost::cost(&now, costs, &known, &sizes)),
        after: after.as_ref().map(|plan| (plan, cost::cost(plan, costs, &known, &sizes))),
        change: request.change.words(),
        sized: request.sizes.as_deref(),
    };
    let text =
        if request.json { report::cost::json(&figures)? } else { report::cost::text(&figures) };
    files::deliver(request.output.as_deref(), &text, context)?;
    Ok(Exit::Fine)
}

/// Reads the jobs of a past run.
fn timings(path: &Path, context: &mut Context) -> Result<Timings, Failure> {
    let text = files::read_text(path)?;
    let timings = Timings::parse(&text).map_err(|error| {
        let failure = Failure::from(error);
        Failure { message: format!("{}: {}", path.display(), failure.message), ..failure }
    })?;
    if let Some(total) = timings.missing_of {
        context.terminal.warn(format_args!(
            "{} does not hold all of the {total} jobs of the run: ask for every page",
            path.display()
        ));
    }
    Ok(timings)
}
