//! `permissions`: what the token of a job may do.

use super::node::{Node, Value};
use crate::project::{Fact, Place};

/// What is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permissions {
    /// `read-all`
    ReadAll,
    /// `write-all`
    WriteAll,
    /// Each scope and its level, such as `contents` and `read`; none for `{}`
    Scopes(Vec<(String, String)>),
}

impl Permissions {
    /// The scopes that may be written to; `*` for all.
    pub fn writes(&self) -> Vec<&str> {
        match self {
            Self::ReadAll => Vec::new(),
            Self::WriteAll => vec!["*"],
            Self::Scopes(scopes) => {
                let write = scopes.iter().filter(|(_, level)| level == "write");
                write.map(|(scope, _)| scope.as_str()).collect()
            }
        }
    }
}

/// The permissions of a file or a job; `None` where nothing is said.
pub(super) fn read(file: &str, node: &Node) -> Option<Fact<Permissions>> {
    let (key, node) = node.entry("permissions")?;
    let value = match &node.value {
        Value::Text(text) if text == "read-all" => Permissions::ReadAll,
        Value::Text(text) if text == "write-all" => Permissions::WriteAll,
        Value::Map(entries) => Permissions::Scopes(
            entries
                .iter()
                .map(|(scope, level)| (scope.text.clone(), level.text().unwrap_or_default()))
                .collect(),
        ),
        _ => return None,
    };
    Some(Fact::new(value, Place::line(file, key.line)))
}
