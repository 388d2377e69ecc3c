//! Runs of cibuildwheel among the steps of a job, for one row of its matrix.

use std::collections::BTreeMap;

use super::{
    Evaluated, Invocation,
    expression::{Contexts, condition, substitute},
    job::{environment, fact, written},
    node::Node,
    shell, step,
};
use crate::project::{Fact, Place};

mod command;
mod script;

use script::Script;

/// The action.
const ACTION: &str = "pypa/cibuildwheel";

/// Walks through the steps, in order.
pub(super) struct Finder<'a> {
    file: &'a str,
    lines: &'a [&'a str],
    contexts: Contexts,
    /// The release that a step before installed
    installed: Option<Fact<String>>,
    pub(super) found: Vec<Invocation>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(file: &'a str, lines: &'a [&'a str], contexts: Contexts) -> Self {
        Self { file, lines, contexts, installed: None, found: Vec::new() }
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
            let mut found = self.empty(place, version, open, &contexts);
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
            self.script(key.line, script, open.as_ref(), &contexts);
        }
    }

    fn script(&mut self, key: u32, node: &Node, open: Option<&Fact<String>>, contexts: &Contexts) {
        let plain = node.text().unwrap_or_default();
        let (writes, runs) = (plain.contains("GITHUB_ENV"), plain.contains("cibuildwheel"));
        if !writes && !runs {
            return;
        }
        let Some(mut script) = Script::fill(self.file, key, node, contexts) else { return };
        let mut depth = 0;
        for command in shell::commands(&script.text) {
            let words = script.words(&command);
            depth += command::nesting(&words);
            if let Some(names) = command::exported(&words) {
                script.exported.extend(names);
                continue;
            }
            match command::read(&words) {
                command::Found::Install(version) => {
                    self.installed = version;
                }
                command::Found::Run(call) => {
                    let version = call.version.or_else(|| self.installed.clone());
                    let place = script.place(&command);
                    // What the script tests, a run alone can tell.
                    let own = Fact::new("its script says so".to_owned(), place.clone());
                    let open = open.cloned().or_else(|| (depth > 0).then_some(own));
                    let mut found = self.empty(place, version, open, contexts);
                    found.env.extend(script.exported.clone());
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
        if writes {
            // The variables of a step after it are stronger, and come after these.
            self.contexts.env.extend(script.written(open.is_none()));
        }
    }

    /// An invocation with the variables that hold for it.
    fn empty(
        &self,
        place: Place,
        version: Option<Fact<String>>,
        condition: Option<Fact<String>>,
        contexts: &Contexts,
    ) -> Invocation {
        let mut env = BTreeMap::new();
        for (name, node) in contexts.env.iter().filter(|(name, _)| name.starts_with("CIBW_")) {
            env.insert(name.clone(), fact(self.file, node));
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
