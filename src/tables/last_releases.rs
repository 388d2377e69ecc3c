//! `last_releases.toml`: the last release of a build tool that an older Python can have.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::PythonVersion;

/// Build tools that gave older Pythons up.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastReleases {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The tools, sorted by name
    pub tool: Vec<LastTool>,
}

/// A tool and its last releases.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastTool {
    /// The project's normalised name
    pub name: String,
    /// The last release for each Python that it gave up; empty where there never was one. A Python
    /// that is not named gets new releases.
    pub last: BTreeMap<PythonVersion, String>,
}

impl LastReleases {
    /// The row of a project, by its normalised name.
    pub fn get(&self, name: &str) -> Option<&LastTool> {
        self.tool.iter().find(|row| row.name == name)
    }
}

impl Table for LastReleases {
    const FILE: &'static str = "last_releases.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/last_releases.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.tool.iter().map(|row| &row.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Version, tables::Tables};

    #[test]
    fn every_release_is_a_version() {
        let table: LastReleases = Tables::embedded().load().unwrap();
        let setuptools = table.get("setuptools").unwrap();
        assert_eq!(setuptools.last[&PythonVersion::new(2, 7)], "44.1.1");
        assert!(table.tool.is_sorted_by(|a, b| a.name < b.name));
        for last in table.tool.iter().flat_map(|tool| tool.last.values()) {
            assert!(last.is_empty() || last.parse::<Version>().is_ok(), "{last}");
        }
    }
}
