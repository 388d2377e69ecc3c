//! One job: its matrix, its machines, its steps for each row.

use super::{
    Evaluated, Job, Row, WorkflowError,
    expression::{Contexts, condition, substitute},
    invocation,
    node::{Key, Node, Value},
    permissions, step, strategy,
};
use crate::{
    project::{Fact, Place},
    tables::Runners,
};

/// Steps of a whole file, each counted for every row of its job's matrix, and once more for each
/// KiB that it holds.
const MOST_STEPS: usize = 100_000;

/// Rows of all jobs.
const MOST_ROWS: usize = 4096;

/// Runs of cibuildwheel in all rows.
const MOST_RUNS: usize = 1024;

/// Reads the jobs of one file.
pub(super) struct Reader<'a> {
    file: &'a str,
    lines: &'a [&'a str],
    runners: &'a Runners,
    env: Option<&'a Node>,
    steps: usize,
    rows: usize,
    runs: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        file: &'a str,
        lines: &'a [&'a str],
        runners: &'a Runners,
        env: Option<&'a Node>,
    ) -> Self {
        Self { file, lines, runners, env, steps: 0, rows: 0, runs: 0 }
    }

    fn place(&self, line: u32) -> Place {
        Place::line(self.file, line)
    }

    pub(super) fn job(&mut self, key: &Key, node: &Node) -> Result<Job, WorkflowError> {
        let Value::Map(_) = node.value else {
            let place = self.place(key.line);
            return Err(WorkflowError::NoMapping { place, found: node.kind().to_owned() });
        };
        let at = |name: &str| node.entry(name).map(|(key, _)| self.place(key.line));
        let when = node.entry("if");
        let holds = when.map_or(Some(true), |(_, it)| condition(it, &Contexts::default()));
        let open = when.filter(|_| holds.is_none());
        let open = open.map(|(key, it)| Fact::new(written(it), self.place(key.line)));
        let (timeout, environment) = (at("timeout-minutes"), at("environment"));
        let steps = node.get("steps").map(Node::items).unwrap_or_default();
        let runs = holds != Some(false);
        let texts = |node: Option<&Node>| node.map_or(0, Node::length);
        let all = texts(self.env) + texts(Some(node));
        let cost =
            steps.len() * (1 + (texts(self.env) + texts(node.get("env"))) / 1024) + all / 1024;
        let mut rows = Vec::new();
        if runs {
            for values in strategy::rows(self.file, node)? {
                self.steps += cost;
                self.rows += 1;
                self.bounded(key.line)?;
                let row = self.row(node, values, steps, open.as_ref());
                self.runs += row.invocations.len();
                self.bounded(key.line)?;
                rows.push(row);
            }
        }
        let never = |step: &&Node| {
            let when = step.get("if").map(|it| condition(it, &Contexts::default()));
            when.flatten() != Some(false)
        };
        Ok(Job {
            id: Fact::new(key.text.clone(), self.place(key.line)),
            permissions: permissions::read(self.file, node),
            timeout,
            environment,
            call: node.get("uses").and_then(|node| step::uses(self.file, self.lines, node)),
            runs,
            steps: steps
                .iter()
                .filter(never)
                .map(|it| step::read(self.file, self.lines, it))
                .collect(),
            rows,
        })
    }

    fn bounded(&self, line: u32) -> Result<(), WorkflowError> {
        let bounds = [
            (self.steps, MOST_STEPS, "steps in all rows of all jobs"),
            (self.rows, MOST_ROWS, "rows of all jobs"),
            (self.runs, MOST_RUNS, "runs of cibuildwheel"),
        ];
        match bounds.into_iter().find(|(count, most, _)| count > most) {
            Some((_, most, what)) => {
                Err(WorkflowError::TooMany { place: self.place(line), what, most })
            }
            None => Ok(()),
        }
    }

    fn row(
        &self,
        job: &Node,
        values: strategy::Row,
        steps: &[Node],
        open: Option<&Fact<String>>,
    ) -> Row {
        let name = strategy::name(&values);
        let mut contexts = Contexts { matrix: Some(values), ..Contexts::default() };
        let labels = self.labels(job.get("runs-on"), &contexts);
        contexts.runner = self.machine(&labels);
        environment(self.env, &mut contexts);
        environment(job.get("env"), &mut contexts);
        let mut invocations = invocation::Finder::new(self.file, self.lines, contexts);
        for step in steps {
            invocations.step(step, open);
        }
        Row { name, labels, invocations: invocations.found }
    }

    /// The labels of `runs-on`: one, a list, or those of a group.
    fn labels(&self, node: Option<&Node>, contexts: &Contexts) -> Vec<Fact<Evaluated>> {
        let Some(node) = node else { return Vec::new() };
        let whole = substitute(node, contexts);
        let nodes: Vec<Node> = match &whole.value {
            Value::List(items) => items.iter().map(|item| substitute(item, contexts)).collect(),
            Value::Map(_) => {
                let labels = whole.get("labels").map(Node::one_or_more).unwrap_or_default();
                labels.into_iter().map(|item| substitute(item, contexts)).collect()
            }
            _ => vec![whole],
        };
        nodes.iter().map(|node| fact(self.file, node)).collect()
    }

    /// `runner.os` and `runner.arch` as GitHub spells them, for a label of the table or those of
    /// a machine of one's own, which GitHub gives each of its labels.
    fn machine(&self, labels: &[Fact<Evaluated>]) -> Option<(String, String)> {
        let (os, arch) = self.runners.machine(labels.iter().map(|label| label.known()))?;
        let os = match os {
            "macos" => "macOS",
            "windows" => "Windows",
            _ => "Linux",
        };
        Some((os.to_owned(), if arch == "arm64" { "ARM64" } else { "X64" }.to_owned()))
    }
}

/// Adds the variables of a level to those of the outer ones.
pub(super) fn environment(env: Option<&Node>, contexts: &mut Contexts) {
    let Some(env) = env else { return };
    let own: Vec<(String, Node)> = env
        .entries()
        .iter()
        .map(|(key, node)| (key.text.clone(), substitute(node, contexts)))
        .collect();
    contexts.env.extend(own);
}

/// A value after substitution, as a fact.
pub(super) fn fact(file: &str, node: &Node) -> Fact<Evaluated> {
    let value = match node.text() {
        Some(text) => Evaluated::Text(text),
        None => Evaluated::Unknown(match &node.value {
            Value::Unknown(text) => text.clone(),
            _ => node.kind().to_owned(),
        }),
    };
    Fact::new(value, Place::line(file, node.line))
}

/// A condition as written, on one line.
pub(super) fn written(node: &Node) -> String {
    let text = node.text().unwrap_or_else(|| node.kind().to_owned());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
