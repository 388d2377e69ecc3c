//! One job: its matrix, its machines, its steps for each row.

use super::{
    Evaluated, Job, Row, WorkflowError,
    document::Reading,
    expression::{Contexts, condition, substitute},
    invocation,
    node::{Key, Node, Value},
    permissions, step, strategy,
};
use crate::project::{Fact, Place};

/// Reads the jobs of one file.
pub(super) struct Reader<'a, 'r> {
    pub(super) file: &'a str,
    pub(super) lines: &'a [&'a str],
    /// `env` of the file
    pub(super) env: Option<&'a Node>,
    /// What holds for every job of the file
    pub(super) base: &'a Contexts,
    pub(super) reading: &'a mut Reading<'r>,
}

impl Reader<'_, '_> {
    fn place(&self, line: u32) -> Place {
        Place::line(self.file, line)
    }

    /// A job, and after it those of the file that it calls.
    pub(super) fn job(&mut self, key: &Key, node: &Node) -> Result<Vec<Job>, WorkflowError> {
        let Value::Map(_) = node.value else {
            let place = self.place(key.line);
            return Err(WorkflowError::NoMapping { place, found: node.kind().to_owned() });
        };
        let at = |name: &str| node.entry(name).map(|(key, _)| self.place(key.line));
        let when = node.entry("if");
        let holds = when.map_or(Some(true), |(_, it)| condition(it, self.base));
        let open = when.filter(|_| holds.is_none());
        let open = open.map(|(key, it)| Fact::new(written(it), self.place(key.line)));
        let (timeout, environment) = (at("timeout-minutes"), at("environment"));
        let steps = node.get("steps").map(Node::items).unwrap_or_default();
        let runs = holds != Some(false);
        let texts = |node: Option<&Node>| node.map_or(0, Node::length);
        let all = texts(self.env) + texts(Some(node));
        let cost =
            steps.len() * (1 + (texts(self.env) + texts(node.get("env"))) / 1024) + all / 1024;
        let call = node.get("uses").and_then(|node| step::uses(self.file, self.lines, node));
        let (mut rows, mut called) = (Vec::new(), Vec::new());
        let mut followed = false;
        if runs {
            for values in strategy::rows(self.file, node, self.base)? {
                self.reading.steps += cost;
                self.reading.rows += 1;
                self.reading.bounded(self.place(key.line))?;
                let contexts = Contexts { matrix: Some(values), ..self.base.clone() };
                if let Some(call) = &call {
                    let jobs =
                        self.reading.called(&call.value.name, node.get("with"), &contexts)?;
                    followed |= jobs.is_some();
                    let jobs = jobs.unwrap_or_default();
                    called.extend(
                        jobs.into_iter().map(|job| within(job, key, &contexts, open.as_ref())),
                    );
                    continue;
                }
                let row = self.row(node, contexts, steps, open.as_ref());
                self.reading.runs += row.invocations.len();
                self.reading.bounded(self.place(key.line))?;
                rows.push(row);
            }
        }
        let never = |step: &&Node| {
            let when = step.get("if").map(|it| condition(it, self.base));
            when.flatten() != Some(false)
        };
        let job = Job {
            id: Fact::new(key.text.clone(), self.place(key.line)),
            permissions: permissions::read(self.file, node),
            timeout,
            environment,
            call,
            followed,
            runs,
            steps: steps
                .iter()
                .filter(never)
                .map(|it| step::read(self.file, self.lines, it))
                .collect(),
            rows,
        };
        called.insert(0, job);
        Ok(called)
    }

    fn row(
        &self,
        job: &Node,
        mut contexts: Contexts,
        steps: &[Node],
        open: Option<&Fact<String>>,
    ) -> Row {
        let name = contexts.matrix.as_ref().map(strategy::name).unwrap_or_default();
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
        let (os, arch) = self.reading.runners.machine(labels.iter().map(|label| label.known()))?;
        let os = match os {
            "macos" => "macOS",
            "windows" => "Windows",
            _ => "Linux",
        };
        Some((os.to_owned(), if arch == "arm64" { "ARM64" } else { "X64" }.to_owned()))
    }
}

/// A job of a called file, under the name, row and condition of the calling one.
fn within(mut job: Job, caller: &Key, contexts: &Contexts, open: Option<&Fact<String>>) -> Job {
    job.id.value = format!("{} / {}", caller.text, job.id.value);
    let outer = contexts.matrix.as_ref().map(strategy::name).unwrap_or_default();
    for row in &mut job.rows {
        let names = [outer.as_str(), &row.name].into_iter().filter(|name| !name.is_empty());
        row.name = names.collect::<Vec<_>>().join("; ");
        for invocation in &mut row.invocations {
            invocation.condition = invocation.condition.take().or_else(|| open.cloned());
        }
    }
    job
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
