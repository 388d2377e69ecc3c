//! `on`: what starts a workflow.

use super::node::{Node, Value};
use crate::project::{Fact, Place};

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Ex) `push`
    pub event: String,
    /// `branches`; `None` where there is no such filter
    pub branches: Option<Vec<String>>,
    /// `tags`; `None` where there is no such filter
    pub tags: Option<Vec<String>>,
}

impl Trigger {
    /// Whether it starts the workflow for a tag: a release, or a push that is not kept to branches.
    pub fn on_tags(&self) -> bool {
        match self.event.as_str() {
            "release" => true,
            "push" => self.tags.is_some() || self.branches.is_none(),
            _ => false,
        }
    }
}

/// The events, as one word, a list of words or a mapping.
pub(super) fn read(file: &str, on: &Node) -> Vec<Fact<Trigger>> {
    let words = |node: &Node, keys: [&str; 2]| {
        let found = keys.iter().find_map(|key| node.get(key))?;
        Some(found.one_or_more().into_iter().filter_map(Node::text).collect())
    };
    let trigger = |event: String, line: u32, node: Option<&Node>| {
        let filter = |keys| node.and_then(|node| words(node, keys));
        let value = Trigger {
            event,
            branches: filter(["branches", "branches-ignore"]),
            tags: filter(["tags", "tags-ignore"]),
        };
        Fact::new(value, Place::line(file, line))
    };
    match &on.value {
        Value::Map(entries) => entries
            .iter()
            .map(|(key, node)| trigger(key.text.clone(), key.line, Some(node)))
            .collect(),
        _ => on
            .one_or_more()
            .into_iter()
            .filter_map(|node| Some(trigger(node.text()?, node.line, None)))
            .collect(),
    }
}
