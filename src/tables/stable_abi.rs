//! `stable_abi.toml`: the symbols of `CPython`'s stable ABI.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::PythonVersion;

/// Every symbol of the stable ABI, by the version that added it.
///
/// Rule: [PEP 384](https://peps.python.org/pep-0384/) and
/// [PEP 652](https://peps.python.org/pep-0652/): a symbol of the list never goes away. `abi3t` of
/// [PEP 803](https://peps.python.org/pep-0803/) has the same symbols, from 3.15 on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StableAbi {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The release of abi3info that carries them
    pub abi3info: String,
    /// Of the ABI, and no longer of the limited API: binaries may use them, new code cannot
    pub abi_only: Vec<String>,
    /// Of both ABIs, and without use in a module built for `abi3t`, where `PyModuleDef` is opaque
    pub unusable_in_abi3t: Vec<String>,
    /// Symbols that some interpreters do not have
    pub only: Vec<OnlyIn>,
    /// The symbols, oldest first
    pub added: Vec<Added>,
}

/// Symbols that are in the interpreters of one kind only.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyIn {
    /// Which interpreters
    pub place: Place,
    /// Sorted
    pub symbols: Vec<String>,
}

/// Interpreters that have what others have not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// Those of debug builds
    Debug,
    /// Those of every system but Windows
    Unix,
    /// Those of Windows
    Windows,
}

impl Place {
    /// Ex) `on Windows only`
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Debug => "in debug builds of Python only",
            Self::Unix => "on Unix only",
            Self::Windows => "on Windows only",
        }
    }
}

/// The symbols that one version added.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Added {
    /// The version
    pub version: PythonVersion,
    /// Functions, sorted
    pub functions: Vec<String>,
    /// Variables, sorted. Ex) `PyExc_ValueError`
    pub data: Vec<String>,
}

impl StableAbi {
    /// The version that added a symbol; `None` where it is not in the stable ABI.
    pub fn added(&self, symbol: &str) -> Option<PythonVersion> {
        let of = |names: &[String]| contains(names, symbol);
        let row = self.added.iter().find(|row| of(&row.functions) || of(&row.data))?;
        Some(row.version)
    }

    /// The kind of interpreter outside of which a symbol is missing.
    pub fn only(&self, symbol: &str) -> Option<Place> {
        self.only.iter().find(|row| contains(&row.symbols, symbol)).map(|row| row.place)
    }

    /// The lowest version that has all of these symbols, those outside the ABI not counted; `None`
    /// where none of them is in it.
    pub fn lowest<'a>(&self, symbols: impl IntoIterator<Item = &'a str>) -> Option<PythonVersion> {
        symbols.into_iter().filter_map(|symbol| self.added(symbol)).max()
    }
}

fn contains(names: &[String], symbol: &str) -> bool {
    names.binary_search_by(|name| name.as_str().cmp(symbol)).is_ok()
}

impl Table for StableAbi {
    const FILE: &'static str = "stable_abi.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/stable_abi.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        let rows = || self.added.iter().flat_map(|row| [&row.functions, &row.data]);
        let lists = || rows().chain(self.only.iter().map(|row| &row.symbols));
        if let Some(list) = lists().find(|list| !list.is_sorted()) {
            return Some(format!("the list of `{}` is not sorted", list[0]));
        }
        if !self.added.is_sorted_by_key(|row| row.version) {
            return Some("versions are not in order".to_owned());
        }
        twice(rows().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn symbols_have_their_version_and_place() {
        let table: StableAbi = Tables::embedded().load().unwrap();
        let added = |symbol: &str| table.added(symbol).map(|version| version.to_string());
        assert_eq!(added("PyList_New").as_deref(), Some("3.2"));
        assert_eq!(added("PyUnicode_AsUTF8AndSize").as_deref(), Some("3.10"));
        assert_eq!(added("PyExc_TimeoutError").as_deref(), Some("3.7"));
        assert_eq!(added("_PyDict_GetItem_KnownHash"), None);
        assert_eq!(table.only("PyExc_WindowsError"), Some(Place::Windows));
        assert_eq!(table.only("PyOS_AfterFork_Child"), Some(Place::Unix));
        assert_eq!(table.only("_Py_RefTotal"), Some(Place::Debug));
        assert_eq!(table.only("PyThread_get_thread_native_id"), None);
        let symbols = ["PyList_New", "PyUnicode_AsUTF8AndSize", "PyOwn_Function"];
        assert_eq!(table.lowest(symbols), Some(PythonVersion::new(3, 10)));
        assert_eq!(table.lowest(["PyOwn_Function"]), None);
    }
}
