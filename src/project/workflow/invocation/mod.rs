//! Runs of cibuildwheel among the steps of a job, for one row of its matrix.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Evaluated, Invocation,
    expression::{Contexts, condition, substitute},
    job::{environment, fact, written},
    node::{Node, Value},
    shell, step,
};
use crate::project::{Fact, Place};

mod command;

/// The action.
const ACTION: &str = "pypa/cibuildwheel";

/// A longer script is not searched; GitHub takes 21 000 characters where there are expressions.
const LONGEST_SCRIPT: usize = 65_536;

/// Walks through the steps, in order.
pub(super) struct Finder<'a> {
    file: &'a str,
    lines: &'a [&'a str],
    contexts: Contexts,
    /// Variables that a script before wrote to `$GITHUB_ENV`, and the line
    written: BTreeMap<String, u32>,
    /// The release that a step before installed
    installed: Option<Fact<String>>,
    pub(super) found: Vec<Invocation>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(file: &'a str, lines: &'a [&'a str], contexts: Contexts) -> Self {
        let (written, found) = (BTreeMap::new(), Vec::new());
        Self { file, lines, contexts, written, installed: None, found }
    }

    /// Looks at one step; `open` is the job's own condition.
    pub(super) fn step(&mut self, node: &Node, open: Option<&Fact<String>>) {
        let mut contexts = self.contexts.clone();
        environment(node.get("env"), &mut contexts);
        let when = node.entry("if");
        let holds = when.map_or(Some(true), |(_, it)| condition(it, &contexts));
        if holds == Some(false) {
            return;
        }
        let own = when.filter(|_| holds.is_none());
        let own = own.map(|(key, it)| Fact::new(written(it), Place::line(self.file, key.line)));
        let open = own.or_else(|| open.cloned());
        if let Some(uses) = node.get("uses").and_then(|it| step::uses(self.file, self.lines, it))
            && uses.value.name == ACTION
        {
            let version = uses.value.version().map(|it| it.trim_start_matches('v').to_owned());
            let version = version.map(|version| Fact::new(version, uses.place.clone()));
            let place = Place::line(self.file, node.line);
            let mut found = self.empty(place, version, open, &contexts, node);
            found.by_action = true;
            for (key, value) in node.get("with").map(Node::entries).unwrap_or_default() {
                let mut value = fact(self.file, &substitute(value, &contexts));
                if value.known().is_some_and(|text| text.trim().is_empty()) {
                    continue;
                }
                if let Evaluated::Text(text) = &mut value.value {
                    *text = text.trim().to_owned();
                }
                match key.text.as_str() {
                    "only" => found.only = Some(value),
                    "package-dir" => found.package = Some(value),
                    "config-file" => found.config_file = Some(value),
                    _ => {}
                }
            }
            self.found.push(found);
        } else if let Some((key, script)) = node.entry("run") {
            self.script(key.line, script, node, open.as_ref(), &contexts);
        }
    }

    fn script(
        &mut self,
        key: u32,
        script: &Node,
        step: &Node,
        open: Option<&Fact<String>>,
        contexts: &Contexts,
    ) {
        let Some(text) = script.text().filter(|text| text.len() <= LONGEST_SCRIPT) else { return };
        if text.contains("GITHUB_ENV") {
            for name in variables(&text) {
                self.written.insert(name, key);
            }
        }
        if !text.contains("cibuildwheel") {
            return;
        }
        // A block's first line is the one after its key.
        let block = u32::from(text.trim_end().contains('\n') && script.line == key);
        let mut exported: BTreeMap<String, Fact<Evaluated>> = BTreeMap::new();
        for command in shell::commands(&text) {
            let line = script.line + block + command.line;
            let place = Place::line(self.file, line);
            let value = |word: &str| self.word(word, line, &exported, contexts);
            let words: Vec<Fact<Evaluated>> = command.words.iter().map(|it| value(it)).collect();
            if let Some(names) = command::exported(&words) {
                exported.extend(names);
                continue;
            }
            match command::read(&words) {
                command::Found::Install(version) => {
                    self.installed = version.or(self.installed.take());
                }
                command::Found::Run(call) => {
                    let version = call.version.or_else(|| self.installed.clone());
                    let mut found = self.empty(place, version, open.cloned(), contexts, step);
                    found.env.extend(exported.iter().map(|(k, v)| (k.clone(), v.clone())));
                    found.env.extend(call.env);
                    found.only = call.only;
                    found.platform = call.platform;
                    found.archs = call.archs;
                    found.enable = call.enable;
                    found.config_file = call.config_file;
                    found.package = call.package;
                    self.found.push(found);
                }
                command::Found::Nothing => {}
            }
        }
    }

    /// A word of a command after substitution.
    fn word(
        &self,
        word: &str,
        line: u32,
        exported: &BTreeMap<String, Fact<Evaluated>>,
        contexts: &Contexts,
    ) -> Fact<Evaluated> {
        let node = substitute(&Node::new(line, Value::Text(word.to_owned())), contexts);
        let mut out = fact(self.file, &node);
        if let Evaluated::Text(text) = &out.value {
            let known = |name: &str| {
                if let Some(own) = exported.get(name) {
                    return own.known().map(str::to_owned);
                }
                if self.written.contains_key(name) {
                    return None;
                }
                contexts.env.iter().rev().find(|(known, _)| known == name)?.1.text()
            };
            // A word with a variable that is not known is unknown, the assignment's name is not.
            let (start, rest) = match text.split_once('=') {
                Some((name, rest)) if !name.contains('$') => (format!("{name}="), rest),
                _ => (String::new(), text.as_str()),
            };
            out.value = match shell::expanded(rest, known) {
                Some(rest) => Evaluated::Text(format!("{start}{rest}")),
                None => Evaluated::Unknown(text.clone()),
            };
        }
        out
    }

    /// An invocation with the variables that hold for it.
    fn empty(
        &self,
        place: Place,
        version: Option<Fact<String>>,
        condition: Option<Fact<String>>,
        contexts: &Contexts,
        step: &Node,
    ) -> Invocation {
        let mut env = BTreeMap::new();
        for (name, node) in contexts.env.iter().filter(|(name, _)| name.starts_with("CIBW_")) {
            env.insert(name.clone(), fact(self.file, node));
        }
        // What a script writes to the file is stronger than the job, and weaker than the step.
        let own = |name: &str| step.get("env").is_some_and(|env| env.get(name).is_some());
        for (name, line) in self.written.iter().filter(|(name, _)| !own(name)) {
            let unknown = Evaluated::Unknown(format!("{name} is written to $GITHUB_ENV"));
            env.insert(name.clone(), Fact::new(unknown, Place::line(self.file, *line)));
        }
        Invocation {
            place,
            by_action: false,
            version,
            env,
            only: None,
            platform: None,
            archs: None,
            enable: Vec::new(),
            config_file: None,
            package: None,
            condition,
        }
    }
}

/// The names of cibuildwheel's variables in a script.
fn variables(script: &str) -> BTreeSet<String> {
    let word = |at: usize| {
        let rest = &script[at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        rest[..end.unwrap_or(rest.len())].to_owned()
    };
    script.match_indices("CIBW_").map(|(at, _)| word(at)).collect()
}
