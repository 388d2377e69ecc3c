//! A `run:` script for one row of a matrix: its commands with the values that the file decides.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    Evaluated,
    expression::{Contexts, fill},
    node::{Node, Value},
    shell,
};
use crate::project::{Fact, Place};

/// Stands in a script for its first unknown expression, the next character for the next.
const PLACEHOLDER: u32 = 0xe000;

/// Unknown expressions of one script; the private use area has room for so many.
const MOST_UNKNOWN: usize = 6400;

/// A script after substitution.
pub(super) struct Script<'a> {
    file: &'a str,
    /// The line of its first line
    line: u32,
    pub(super) text: String,
    /// The expressions behind the placeholders
    unknown: Vec<String>,
    contexts: &'a Contexts,
    /// Variables that commands before set for those after
    pub(super) exported: BTreeMap<String, Fact<Evaluated>>,
}

impl<'a> Script<'a> {
    /// A script of a step whose `run` stands on the line `key`; `None` when it is no text, too
    /// long, or not written as GitHub takes it.
    pub(super) fn fill(
        file: &'a str,
        key: u32,
        node: &Node,
        contexts: &'a Contexts,
    ) -> Option<Self> {
        let mut unknown: Vec<String> = Vec::new();
        let text = fill(node, contexts, |expression| {
            let at = u32::try_from(unknown.len().min(MOST_UNKNOWN - 1)).unwrap_or(0);
            unknown.push(format!("${{{{ {expression} }}}}"));
            char::from_u32(PLACEHOLDER + at).map_or_else(String::new, String::from)
        })?;
        // A block's first line is the one after its key.
        let block = u32::from(node.line == key && text.trim_end().contains('\n'));
        let line = node.line + block;
        Some(Self { file, line, text, unknown, contexts, exported: BTreeMap::new() })
    }

    /// The line of a command.
    pub(super) fn place(&self, command: &shell::Command) -> Place {
        Place::line(self.file, self.line + command.line)
    }

    /// The words of a command, variables replaced by what the file says of them.
    pub(super) fn words(&self, command: &shell::Command) -> Vec<Fact<Evaluated>> {
        let place = self.place(command);
        let word = |text: &String| Fact::new(self.word(text), place.clone());
        command.words.iter().map(word).collect()
    }

    fn word(&self, text: &str) -> Evaluated {
        let mut shown = String::new();
        for c in text.chars() {
            let at = u32::from(c).checked_sub(PLACEHOLDER).and_then(|at| usize::try_from(at).ok());
            match at.and_then(|at| self.unknown.get(at)) {
                Some(expression) => shown.push_str(expression),
                None => shown.push(c),
            }
        }
        if shown != text {
            return Evaluated::Unknown(shown);
        }
        let known = |name: &str| match self.exported.get(name) {
            Some(own) => own.known().map(str::to_owned),
            None => self.contexts.env.iter().rev().find(|(known, _)| known == name)?.1.text(),
        };
        // A word with a variable that is not known is unknown, the name before `=` is not.
        let (start, rest) = match text.split_once('=') {
            Some((name, rest)) if !name.contains('$') => (format!("{name}="), rest),
            _ => (String::new(), text),
        };
        match shell::expanded(rest, known) {
            Some(rest) => Evaluated::Text(format!("{start}{rest}")),
            None => Evaluated::Unknown(shown),
        }
    }

    /// What the script writes to `$GITHUB_ENV` for the steps after it. A script that is `certain`
    /// to run and does nothing but `echo` plain words is as good as an `env`; of any other the
    /// names alone are known.
    pub(super) fn written(&self, certain: bool) -> Vec<(String, Node)> {
        let unknown = || Value::Unknown("a script writes it to $GITHUB_ENV".to_owned());
        let mut names: BTreeSet<&str> = variables(&self.text).collect();
        let commands = shell::commands(&self.text);
        let echo = |command: &&shell::Command| command.words.first().is_some_and(|it| it == "echo");
        let words = || commands.iter().filter(echo).filter_map(|command| command.words.get(1));
        let plain = certain && commands.iter().all(|command| echo(&command));
        names.extend(words().filter_map(|word| Some(word.split_once('=')?.0)));
        let mut found: BTreeMap<&str, Value> =
            names.into_iter().map(|name| (name, unknown())).collect();
        if plain {
            for word in words() {
                let value = self.word(word);
                let value = value.known().and_then(|text| text.split_once('='));
                let name = word.split_once('=').map(|(name, _)| name);
                if let Some((name, (_, value))) = name.zip(value) {
                    found.insert(name, Value::Text(value.to_owned()));
                }
            }
        }
        let line = self.line;
        found.into_iter().map(|(name, value)| (name.to_owned(), Node::new(line, value))).collect()
    }
}

/// The names of cibuildwheel's variables in a script.
fn variables(script: &str) -> impl Iterator<Item = &str> {
    script.match_indices("CIBW_").map(|(at, _)| {
        let rest = &script[at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        &rest[..end.unwrap_or(rest.len())]
    })
}
