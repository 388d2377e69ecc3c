//! What relkit would change about an existing workflow that runs cibuildwheel.
//!
//! Pure: the facts of the workflow, the project and the tables against the identifiers of a plan.
//! Which identifiers the workflow builds is asked of cibuildwheel's rules as of the release that
//! `identifiers.toml` describes, whatever release the workflow names.

mod archs;
mod difference;
mod machines;
mod options;
mod runs;
mod safety;
mod selection;
mod tools;
mod wheels;

use std::{collections::BTreeMap, sync::Arc};

pub use difference::{Difference, DifferenceKind, Effect};
use jiff::civil::Date;

use self::selection::Selected;
use super::{LeftOut, PlanTables};
use crate::{
    model::BuildIdentifier,
    project::{
        Cibuildwheel, Fact, Place, Project, Workflow,
        workflow::{Invocation, Row},
    },
};

/// An existing workflow, compared with a plan.
#[derive(Debug, Clone)]
pub struct Import {
    /// The workflow's file
    pub file: Arc<str>,
    /// The release of cibuildwheel by whose rules the identifiers were chosen
    pub cibuildwheel: String,
    /// Each run of cibuildwheel
    pub runs: Vec<ImportedRun>,
    /// What relkit would change, the worst first, then by place
    pub differences: Vec<Difference>,
}

/// One run of cibuildwheel, in one row of a job's matrix.
#[derive(Debug, Clone)]
pub struct ImportedRun {
    /// The job
    pub job: String,
    /// The values of the row; empty without a matrix
    pub row: String,
    /// The step, or the line of its script
    pub place: Place,
    /// The labels of the machine, as far as they are known
    pub labels: Vec<String>,
    /// What it builds, in cibuildwheel's order; nothing when something is unknown
    pub builds: Vec<BuildIdentifier>,
    /// What a run alone can tell, and what depends on it therefore
    pub unknown: Vec<Fact<String>>,
    /// The condition under which it runs, where only a run can tell
    pub condition: Option<Fact<String>>,
}

/// What is compared with a plan.
#[derive(Debug, Clone, Copy)]
pub struct Existing<'a> {
    /// The workflow
    pub workflow: &'a Workflow,
    /// The project that it builds
    pub project: &'a Project,
    /// Files that `--config-file` names beside the project's own, as they are named there
    pub configs: &'a BTreeMap<String, Cibuildwheel>,
}

/// The identifiers of a plan.
#[derive(Debug, Clone, Copy)]
pub struct PlannedIdentifiers<'a> {
    /// Those that are built or tested
    pub ids: &'a [BuildIdentifier],
    /// Those that are left out, with the reasons
    pub left_out: &'a [LeftOut],
}

impl Import {
    /// Whether the workflow is broken today, or builds what the plan does not.
    pub fn loses(&self) -> bool {
        self.differences
            .iter()
            .any(|difference| matches!(difference.effect(), Effect::Broken | Effect::Lost))
    }

    /// Whether each run of cibuildwheel could be evaluated, and there is one.
    pub fn complete(&self) -> bool {
        !self.runs.is_empty() && self.runs.iter().all(|run| run.unknown.is_empty())
    }
}

/// What the comparison looks at.
struct Scene<'a> {
    workflow: &'a Workflow,
    tables: &'a PlanTables,
    on: Date,
    planned: PlannedIdentifiers<'a>,
    runs: Vec<Run<'a>>,
}

/// A run with what was found out about it.
struct Run<'a> {
    job: &'a str,
    row: &'a Row,
    invocation: &'a Invocation,
    selected: Result<Selected, Vec<Fact<String>>>,
}

impl Run<'_> {
    /// What it builds; nothing when something is unknown.
    fn ids(&self) -> &[BuildIdentifier] {
        self.selected.as_ref().map(|selected| &*selected.ids).unwrap_or_default()
    }

    /// The job and the values of its row. Ex) `wheels (ubuntu-latest, cp313)`
    fn name(&self) -> String {
        match &*self.row.name {
            "" => self.job.to_owned(),
            row => format!("{} ({row})", self.job),
        }
    }
}

/// Compares a workflow with the identifiers of a plan, as of a day.
pub fn compare(
    existing: Existing<'_>,
    tables: &PlanTables,
    planned: PlannedIdentifiers<'_>,
    on: Date,
) -> Import {
    let workflow = existing.workflow;
    let chooser = selection::Chooser { existing, tables };
    let runs = workflow.invocations().map(|(job, row, invocation)| Run {
        job: &job.id.value,
        row,
        invocation,
        selected: chooser.select(row, invocation),
    });
    let scene = Scene { workflow, tables, on, planned, runs: runs.collect() };
    let mut differences = Vec::new();
    runs::compare(&scene, &mut differences);
    wheels::compare(&scene, &mut differences);
    machines::compare(&scene, &mut differences);
    tools::compare(&scene, &mut differences);
    safety::compare(&scene, &mut differences);
    differences.sort_by(|a, b| {
        let key = |it: &Difference| (it.effect(), it.place.clone(), it.kind);
        key(a).cmp(&key(b))
    });
    Import {
        file: workflow.file.clone(),
        cibuildwheel: tables.identifiers.cibuildwheel.clone(),
        runs: scene.runs.iter().map(imported).collect(),
        differences,
    }
}

fn imported(run: &Run<'_>) -> ImportedRun {
    let labels = run.row.labels.iter().filter_map(|label| label.known());
    ImportedRun {
        job: run.job.to_owned(),
        row: run.row.name.clone(),
        place: run.invocation.place.clone(),
        labels: labels.map(str::to_owned).collect(),
        builds: run.ids().to_vec(),
        unknown: run.selected.as_ref().err().cloned().unwrap_or_default(),
        condition: run.invocation.condition.clone(),
    }
}
