//! A workflow of GitHub Actions that builds wheels with cibuildwheel: what its file decides.
//!
//! Source: [Workflow syntax](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax).
//! Reading never judges. What only a run can tell (`fromJSON(needs...)`, `github.*`, variables that
//! a script sets) is kept as [`Evaluated::Unknown`] with its place, and never guessed.

mod document;
mod error;
mod expression;
mod invocation;
mod job;
mod node;
mod permissions;
mod shell;
mod step;
mod strategy;
mod trigger;
mod yaml;

use std::{collections::BTreeMap, path::Path, sync::Arc};

pub use error::WorkflowError;
pub use permissions::Permissions;
pub use step::Uses;
pub use trigger::Trigger;

use self::document::{Load, Reading};
use super::{
    Fact, Place, ProjectError,
    source::{Files, Folder, Source},
};
use crate::tables::Runners;

/// A workflow file.
#[derive(Debug, Clone, PartialEq)]
pub struct Workflow {
    /// The file as it was given
    pub file: Arc<str>,
    /// `name`
    pub name: Option<Fact<String>>,
    /// `on`
    pub triggers: Vec<Fact<Trigger>>,
    /// `permissions` of the whole file
    pub permissions: Option<Fact<Permissions>>,
    /// `concurrency` of the whole file
    pub concurrency: Option<Place>,
    /// The jobs, in order
    pub jobs: Vec<Job>,
}

/// A text, as far as the file decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evaluated {
    /// The text
    Text(String),
    /// The expression or variable that only a run can tell
    Unknown(String),
}

/// A job.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its key
    pub id: Fact<String>,
    /// `permissions`
    pub permissions: Option<Fact<Permissions>>,
    /// `timeout-minutes`
    pub timeout: Option<Place>,
    /// `environment`
    pub environment: Option<Place>,
    /// `uses`: the job is that of another workflow file
    pub call: Option<Fact<Uses>>,
    /// The called file was read: its jobs stand after this one, as `ID / THEIR ID`
    pub followed: bool,
    /// False when its `if` never holds
    pub runs: bool,
    /// Its steps as written, those that never run left out
    pub steps: Vec<Step>,
    /// What it runs for: the rows of its matrix, or one
    pub rows: Vec<Row>,
}

/// A step as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Where it begins
    pub place: Place,
    /// The action
    pub uses: Option<Fact<Uses>>,
    /// `with`, expressions not evaluated
    pub with: BTreeMap<String, Fact<String>>,
    /// The script
    pub run: Option<Fact<String>>,
    /// Names in the `env` of the step
    pub env: BTreeMap<String, Fact<String>>,
}

/// One run of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The values of the matrix in short; empty without one
    pub name: String,
    /// The labels of `runs-on`
    pub labels: Vec<Fact<Evaluated>>,
    /// Runs of cibuildwheel
    pub invocations: Vec<Invocation>,
}

/// One run of cibuildwheel.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// The step, or the line of the script
    pub place: Place,
    /// By the action or by a command
    pub by_action: bool,
    /// The release, where the workflow names one. Ex) `4.3.3`
    pub version: Option<Fact<String>>,
    /// `CIBW_*` variables that hold for it, by name
    pub env: BTreeMap<String, Fact<Evaluated>>,
    /// `--only`, or the input of the action
    pub only: Option<Fact<Evaluated>>,
    /// `--platform`
    pub platform: Option<Fact<Evaluated>>,
    /// `--archs`
    pub archs: Option<Fact<Evaluated>>,
    /// Each `--enable`
    pub enable: Vec<Fact<Evaluated>>,
    /// `--config-file`, or the input of the action
    pub config_file: Option<Fact<Evaluated>>,
    /// The package: a folder or an sdist
    pub package: Option<Fact<Evaluated>>,
    /// The `if` of the job or of the step, where only a run can tell
    pub condition: Option<Fact<String>>,
}

impl Evaluated {
    /// The text, if it is known.
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Unknown(_) => None,
        }
    }
}

impl Workflow {
    /// Reads a file of at most 4 MiB, and the files beside it that its jobs call. The table tells
    /// `runner.os` of a label.
    pub fn open(path: &Path, runners: &Runners) -> Result<Self, WorkflowError> {
        let name = path.to_string_lossy();
        let here = Folder(Path::new("").to_owned());
        let source = here.text(&name)?;
        let source = source.ok_or_else(|| WorkflowError::Missing { file: name.to_string() })?;
        let folder = name.rfind(['/', '\\']).map_or("", |at| &name[..=at]);
        let load = |file: &str| here.text(&format!("{folder}{file}")).transpose();
        Self::of(&source, runners, &load)
    }

    /// Reads a text that is called `file` in messages, and no files that it calls.
    pub fn read(file: &str, text: &str, runners: &Runners) -> Result<Self, WorkflowError> {
        if text.len() as u64 > super::source::LARGEST {
            return Err(ProjectError::TooLarge { file: file.into() }.into());
        }
        Self::of(&Source::new(file, text.as_bytes().to_vec())?, runners, &|_| None)
    }

    fn of(source: &Source, runners: &Runners, load: Load<'_>) -> Result<Self, WorkflowError> {
        let file = &*source.file;
        let root = Reading::root(source)?;
        let jobs = Reading::new(runners, load).jobs(source, &root, None)?;
        let place = |line| Place::line(file, line);
        let name = root.entry("name");
        Ok(Self {
            file: source.file.clone(),
            name: name.and_then(|(key, node)| Some(Fact::new(node.text()?, place(key.line)))),
            triggers: root.get("on").map(|on| trigger::read(file, on)).unwrap_or_default(),
            permissions: permissions::read(file, &root),
            concurrency: root.entry("concurrency").map(|(key, _)| place(key.line)),
            jobs,
        })
    }

    /// Runs of cibuildwheel, each with its job and row.
    pub fn invocations(&self) -> impl Iterator<Item = (&Job, &Row, &Invocation)> {
        self.jobs.iter().flat_map(|job| {
            job.rows
                .iter()
                .flat_map(move |row| row.invocations.iter().map(move |it| (job, row, it)))
        })
    }
}

#[cfg(test)]
mod tests;
