//! `actions.toml`: the GitHub actions that generated workflows use, pinned.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};

/// The actions, by name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actions {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The rows
    pub action: Vec<Action>,
    /// Tools that workflows run, by name
    pub tool: Vec<Tool>,
}

/// One tool at one release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Ex) `uv`
    pub name: String,
    /// Ex) `0.13.9`
    pub version: String,
}

/// One action at one release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Ex) `actions/checkout`
    pub name: String,
    /// Ex) `v7.0.1`
    pub tag: String,
    /// The commit of the tag, 40 hexadecimal digits
    pub sha: String,
}

impl Actions {
    /// The row of an action.
    pub fn get(&self, name: &str) -> Option<&Action> {
        self.action.iter().find(|action| action.name == name)
    }
}

impl Table for Actions {
    const FILE: &'static str = "actions.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/actions.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        let hex = |sha: &str| sha.len() == 40 && sha.bytes().all(|b| b.is_ascii_hexdigit());
        twice(self.action.iter().map(|action| &action.name)).or_else(|| {
            let odd = self.action.iter().find(|action| !hex(&action.sha))?;
            Some(format!("the sha of `{}` is not 40 hexadecimal digits", odd.name))
        })
    }
}
