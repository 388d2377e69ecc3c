//! `backports.toml`: since when Python itself has what packages and `__future__` stand in for.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::PythonVersion;

/// What became part of Python, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backports {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The features of `__future__`, by name
    pub future: Vec<Future>,
    /// Packages that stand in for a part of the standard library, by project and module
    pub package: Vec<Backport>,
}

/// A feature of `__future__`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Future {
    /// Ex) `print_function`
    pub name: String,
    /// From here on the import changes nothing that a program needs
    pub since: PythonVersion,
}

/// A package that stands in for a part of the standard library.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backport {
    /// The project on the index, normalised. Ex) `importlib-metadata`
    pub project: String,
    /// As imported; `None` where the name is that of Python's own module. Ex) `importlib_metadata`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// What takes its place. Ex) `importlib.metadata`
    pub instead: String,
    /// The first Python that has what is commonly asked of it
    pub since: PythonVersion,
}

impl Backports {
    /// The row of a feature of `__future__`.
    pub fn future(&self, name: &str) -> Option<&Future> {
        self.future.iter().find(|row| row.name == name)
    }

    /// The row of a module as imported, or of a module within it.
    pub fn module(&self, name: &str) -> Option<&Backport> {
        self.package.iter().find(|row| {
            let rest = row.module.as_deref().and_then(|module| name.strip_prefix(module));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// The row of a project by its normalised name.
    pub fn project(&self, name: &str) -> Option<&Backport> {
        self.package.iter().find(|row| row.project == name)
    }
}

impl Table for Backports {
    const FILE: &'static str = "backports.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/backports.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.future.iter().map(|row| &row.name))
            .or_else(|| twice(self.package.iter().filter_map(|row| row.module.as_ref())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn packages_have_their_version() {
        let table: Backports = Tables::embedded().load().unwrap();
        let since = |name: &str| table.module(name).map(|row| row.since.to_string());
        assert_eq!(since("importlib_metadata").as_deref(), Some("3.10"));
        assert_eq!(since("backports.zoneinfo").as_deref(), Some("3.9"));
        assert_eq!(since("tomli").as_deref(), Some("3.11"));
        assert_eq!(since("tomli_w"), None);
        assert_eq!(since("six.moves.urllib").as_deref(), Some("3.0"));
        assert_eq!(since("backports"), None);
        assert_eq!(table.project("enum34").map(|row| &*row.instead), Some("enum"));
    }

    #[test]
    fn features_have_their_version() {
        let table: Backports = Tables::embedded().load().unwrap();
        let since = |name: &str| table.future(name).map(|row| row.since.to_string());
        assert_eq!(since("print_function").as_deref(), Some("3.0"));
        assert_eq!(since("annotations").as_deref(), Some("3.14"));
        assert_eq!(since("barry_as_FLUFL"), None);
    }
}
