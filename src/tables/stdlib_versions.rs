//! `stdlib_versions.toml`: modules of the standard library that not every Python has.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::PythonVersion;

/// The modules that came or went since Python 2.7.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StdlibVersions {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The modules, sorted by name
    pub module: Vec<VersionedModule>,
}

/// A module and the Pythons that have it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionedModule {
    /// Its full name. Ex) `distutils`, `urllib.request`
    pub name: String,
    /// The first Python that has it; absent where 2.7 has
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<PythonVersion>,
    /// The first Python that has it no more
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<PythonVersion>,
}

impl StdlibVersions {
    /// Whether a Python has a module; `None` where the table says nothing of it. Of a module in a
    /// package the package is asked too.
    pub fn has(&self, python: PythonVersion, module: &str) -> Option<bool> {
        let row = |name: &str| self.module.iter().find(|row| row.name == name);
        let mut answer = None;
        for (at, _) in module.match_indices('.').chain([(module.len(), "")]) {
            if let Some(row) = row(&module[..at]) {
                let has = row.since.is_none_or(|since| python >= since)
                    && row.until.is_none_or(|until| python < until);
                answer = Some(has && answer.unwrap_or(true));
            }
        }
        answer
    }
}

impl Table for StdlibVersions {
    const FILE: &'static str = "stdlib_versions.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/stdlib_versions.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.module.iter().map(|row| &row.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn modules_come_and_go() {
        let table: StdlibVersions = Tables::embedded().load().unwrap();
        let has = |major, minor, module| table.has(PythonVersion::new(major, minor), module);
        assert_eq!(has(3, 11, "distutils.core"), Some(true));
        assert_eq!(has(3, 12, "distutils.core"), Some(false));
        assert_eq!(has(2, 7, "urllib.request"), Some(false));
        assert_eq!(has(2, 7, "urllib"), None);
        assert_eq!(has(3, 3, "asyncio"), Some(false));
        assert!(table.module.is_sorted_by(|a, b| a.name < b.name));
    }
}
