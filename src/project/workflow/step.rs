//! A step as written, and the action that it uses.

use std::collections::BTreeMap;

use super::{
    Step,
    node::{Key, Node},
};
use crate::project::{Fact, Place};

/// `uses` of a step or a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uses {
    /// The action or workflow, as written before `@`. Ex) `actions/checkout`
    pub name: String,
    /// Tag, branch or commit; empty for a local action
    pub reference: String,
    /// The version that a comment on the line names. Ex) `v7.0.1`
    pub comment: Option<String>,
}

impl Uses {
    /// Whether the reference is a whole commit, which nobody can move.
    pub fn pinned(&self) -> bool {
        self.reference.len() == 40 && self.reference.bytes().all(|b| b.is_ascii_hexdigit())
    }

    /// Whether it stands in the same repository, or is an image of its own.
    pub fn local(&self) -> bool {
        self.name.starts_with("./") || self.name.starts_with("docker://")
    }

    /// The version: the reference itself, or the comment beside a commit. Ex) `v7.0.1`
    pub fn version(&self) -> Option<&str> {
        if self.pinned() { self.comment.as_deref() } else { Some(&*self.reference) }
    }
}

/// Reads `uses`; the comment is not part of YAML's tree.
pub(super) fn uses(file: &str, lines: &[&str], node: &Node) -> Option<Fact<Uses>> {
    let text = node.text()?;
    let (name, reference) = text.split_once('@').unwrap_or((&text, ""));
    let line = lines.get(node.line.saturating_sub(1) as usize).copied().unwrap_or_default();
    let after = line.split_once(reference).map_or("", |(_, after)| after);
    let comment = after.split_once('#').map(|(_, comment)| comment.trim());
    let version = |word: &&str| {
        let digits = word.trim_start_matches('v');
        digits.starts_with(|c: char| c.is_ascii_digit())
    };
    let comment = comment.and_then(|text| text.split_whitespace().find(version));
    let uses = Uses {
        name: name.to_owned(),
        reference: reference.to_owned(),
        comment: comment.map(str::to_owned),
    };
    Some(Fact::new(uses, Place::line(file, node.line)))
}

/// The step as written.
pub(super) fn read(file: &str, lines: &[&str], node: &Node) -> Step {
    Step {
        place: Place::line(file, node.line),
        uses: node.get("uses").and_then(|node| uses(file, lines, node)),
        with: texts(file, node.get("with")),
        run: node.entry("run").and_then(|(key, node)| fact(file, key, node)),
        env: texts(file, node.get("env")),
    }
}

/// The scalars of a mapping by their keys.
fn texts(file: &str, node: Option<&Node>) -> BTreeMap<String, Fact<String>> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries
        .iter()
        .filter_map(|(key, node)| Some((key.text.clone(), fact(file, key, node)?)))
        .collect()
}

fn fact(file: &str, key: &Key, node: &Node) -> Option<Fact<String>> {
    Some(Fact::new(node.text()?, Place::line(file, key.line)))
}
