//! The jobs of a file, and of the workflows in its folder that it calls.
//!
//! Source: [Reuse workflows](https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows):
//! a called file sees its own `env` and its `inputs`, not those of its caller.

use super::{
    Job, WorkflowError,
    expression::{Contexts, substitute},
    job,
    node::{Key, Node, Value},
    permissions, yaml,
};
use crate::{
    project::{Place, ProjectError, source::Source},
    tables::Runners,
};

/// Files that call each other; GitHub's own limit is 10.
const DEEPEST: usize = 4;

/// Steps of all files, each counted for every row of its job's matrix, and once more for each KiB
/// that it holds.
const MOST_STEPS: usize = 100_000;

/// Rows of all jobs.
const MOST_ROWS: usize = 4096;

/// Runs of cibuildwheel in all rows.
const MOST_RUNS: usize = 1024;

/// A file of the folder by its name; `None` when there is none.
pub(super) type Load<'a> = &'a dyn Fn(&str) -> Option<Result<Source, ProjectError>>;

/// What all files share.
pub(super) struct Reading<'a> {
    pub(super) runners: &'a Runners,
    pub(super) load: Load<'a>,
    pub(super) depth: usize,
    pub(super) steps: usize,
    pub(super) rows: usize,
    pub(super) runs: usize,
}

impl<'a> Reading<'a> {
    pub(super) fn new(runners: &'a Runners, load: Load<'a>) -> Self {
        Self { runners, load, depth: 0, steps: 0, rows: 0, runs: 0 }
    }

    /// Fails at the place where a bound is passed.
    pub(super) fn bounded(&self, place: Place) -> Result<(), WorkflowError> {
        let bounds = [
            (self.steps, MOST_STEPS, "steps in all rows of all jobs"),
            (self.rows, MOST_ROWS, "rows of all jobs"),
            (self.runs, MOST_RUNS, "runs of cibuildwheel"),
        ];
        match bounds.into_iter().find(|(count, most, _)| count > most) {
            Some((_, most, what)) => Err(WorkflowError::TooMany { place, what, most }),
            None => Ok(()),
        }
    }

    /// The tree of a file, which has to be a mapping.
    pub(super) fn root(source: &Source) -> Result<Node, WorkflowError> {
        let root = yaml::read(&source.file, &source.text)?;
        if let Value::Map(_) = root.value {
            return Ok(root);
        }
        let place = Place::line(&source.file, root.line);
        Err(WorkflowError::NoMapping { place, found: root.kind().to_owned() })
    }

    /// The jobs of a file.
    pub(super) fn jobs(
        &mut self,
        source: &Source,
        root: &Node,
        inputs: Option<Node>,
    ) -> Result<Vec<Job>, WorkflowError> {
        let file = &*source.file;
        let (key, jobs) =
            root.entry("jobs").ok_or_else(|| WorkflowError::NoJobs { place: Place::file(file) })?;
        let Value::Map(_) = jobs.value else {
            let place = Place::line(file, key.line);
            return Err(WorkflowError::NoMapping { place, found: jobs.kind().to_owned() });
        };
        let lines: Vec<&str> = source.text.lines().collect();
        let base = Contexts { inputs, ..Contexts::default() };
        let mut all = Vec::new();
        for (key, node) in jobs.entries() {
            let mut reader = job::Reader {
                file,
                lines: &lines,
                env: root.get("env"),
                base: &base,
                reading: self,
            };
            all.extend(reader.job(key, node)?);
        }
        Ok(all)
    }

    /// The jobs of a called file for one row of the calling job; `None` when there is no such file
    /// in the folder.
    pub(super) fn called(
        &mut self,
        name: &str,
        with: Option<&Node>,
        contexts: &Contexts,
    ) -> Result<Option<Vec<Job>>, WorkflowError> {
        let Some(name) = name.strip_prefix("./.github/workflows/") else { return Ok(None) };
        if self.depth >= DEEPEST || name.contains(['/', '\\']) {
            return Ok(None);
        }
        let Some(source) = (self.load)(name).transpose()? else { return Ok(None) };
        // It is parsed anew for every row that calls it.
        self.steps += source.text.len() / 256;
        self.bounded(Place::file(&source.file))?;
        let root = Self::root(&source)?;
        let inputs = inputs(&root, with, contexts);
        self.depth += 1;
        let jobs = self.jobs(&source, &root, Some(inputs));
        self.depth -= 1;
        let mut jobs = jobs?;
        let whole = permissions::read(&source.file, &root);
        for job in &mut jobs {
            job.permissions = job.permissions.take().or_else(|| whole.clone());
        }
        Ok(Some(jobs))
    }
}

/// What the caller gives, and the defaults of the rest.
fn inputs(root: &Node, with: Option<&Node>, contexts: &Contexts) -> Node {
    let declared = root.get("on").and_then(|on| on.get("workflow_call"));
    let declared = declared.and_then(|call| call.get("inputs")).map(Node::entries);
    let mut all: Vec<(Key, Node)> = Vec::new();
    for (key, input) in declared.unwrap_or_default() {
        let default = input.get("default").cloned();
        all.push((key.clone(), default.unwrap_or(Node::new(key.line, Value::Null))));
    }
    for (key, value) in with.map(Node::entries).unwrap_or_default() {
        let value = substitute(value, contexts);
        match all.iter_mut().find(|(known, _)| known.text == key.text) {
            Some((_, old)) => *old = value,
            None => all.push((key.clone(), value)),
        }
    }
    Node::new(root.line, Value::Map(all))
}
