//! The world's facts as dated tables: a typed view of `matrices/`.
//!
//! Each table is embedded in the binary and can be replaced by a file of the same name in the
//! folder that `--tables` names. A table is parsed when it is asked for, not before.

mod actions;
mod ageing;
mod backends;
mod backports;
mod costs;
mod downloads;
mod identifiers;
mod index_rules;
mod last_releases;
mod lazy;
mod manylinux;
mod names;
mod pythons;
mod runners;
mod stable_abi;
mod stdlib_versions;
mod uv_pythons;
mod windows_dlls;

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};

pub use actions::{Action, Actions, Tool};
pub use ageing::{AgeRow, AgeingCheck, DownloadsAgeing, Drift};
pub use backends::{AbiTool, Backends, MaturinTarget};
pub use backports::{Backport, Backports, Future};
pub use costs::{Account, Costs, Duration, IndexLimits, Price, Work, WorkflowLimits};
pub use downloads::DownloadRules;
pub use identifiers::{EnableGroup, Floor, Identifier, Identifiers, PlatformRow, SharedFamily};
pub use index_rules::IndexRules;
pub use last_releases::{LastReleases, LastTool};
pub use lazy::Lazy;
pub use manylinux::{
    AndroidLibraries, Forbidden, Libc, LibcVersion, Manylinux, Policy, SymbolVersions, System,
};
pub use names::{Classifiers, Deprecated, Docutils, Licenses, Stdlib};
pub use pythons::{FreeThreading, Python, Pythons, Stage};
pub use runners::{DefaultRunner, Machine, Runner, RunnerState, Runners};
pub use stable_abi::{Added, OnlyIn, Place, StableAbi};
pub use stdlib_versions::{StdlibVersions, VersionedModule};
pub use uv_pythons::{UvMachine, UvPythons};
pub use windows_dlls::{RuntimeDlls, SystemDlls, WindowsDlls};

/// A table of `matrices/`.
pub trait Table: Serialize + DeserializeOwned {
    /// The file's name in `matrices/` and in the folder of `--tables`.
    const FILE: &'static str;
    /// The file as it was when relkit was built.
    const EMBEDDED: &'static str;

    /// The day on which the table was true.
    fn as_of(&self) -> Date;

    /// What is wrong with the rows as a whole, such as a row that stands twice.
    fn problem(&self) -> Option<String> {
        None
    }
}

/// A table as one of [`TABLES`].
struct Known {
    file: &'static str,
    #[cfg(test)]
    assert_canonical: fn(),
}

impl Known {
    const fn of<T: Table>() -> Self {
        Self {
            file: T::FILE,
            #[cfg(test)]
            assert_canonical: tests::assert_canonical::<T>,
        }
    }
}

/// All tables.
const TABLES: &[Known] = &[
    Known::of::<Pythons>(),
    Known::of::<Identifiers>(),
    Known::of::<Runners>(),
    Known::of::<Actions>(),
    Known::of::<IndexRules>(),
    Known::of::<Backends>(),
    Known::of::<Backports>(),
    Known::of::<Costs>(),
    Known::of::<Classifiers>(),
    Known::of::<Licenses>(),
    Known::of::<Stdlib>(),
    Known::of::<Docutils>(),
    Known::of::<Manylinux>(),
    Known::of::<WindowsDlls>(),
    Known::of::<StableAbi>(),
    Known::of::<DownloadRules>(),
    Known::of::<DownloadsAgeing>(),
    Known::of::<StdlibVersions>(),
    Known::of::<LastReleases>(),
    Known::of::<UvPythons>(),
];

/// Their files.
fn files() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.file)
}

/// Where tables come from.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    folder: Option<PathBuf>,
}

/// A table that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file is there and cannot be read
    #[error("cannot read the table {}", path.display())]
    Read {
        /// The file
        path: PathBuf,
        /// Why
        source: std::io::Error,
    },
    /// The file is no table of this kind
    #[error("{place}: {message}")]
    Parse {
        /// File and line
        place: String,
        /// What is wrong, on one line
        message: String,
    },
    /// The folder holds no table at all
    #[error("no table in {}: expected one or more of {}", .0.display(), files().collect::<Vec<_>>().join(", "))]
    NoTables(PathBuf),
}

impl Tables {
    /// The tables that were built in.
    pub fn embedded() -> Self {
        Self::default()
    }

    /// The tables of this folder, and the built-in ones for the files that it lacks.
    pub fn overridden_by(folder: &Path) -> Result<Self, TableError> {
        if !files().any(|name| folder.join(name).is_file()) {
            return Err(TableError::NoTables(folder.to_owned()));
        }
        Ok(Self { folder: Some(folder.to_owned()) })
    }

    /// Loads one table.
    pub fn load<T: Table>(&self) -> Result<T, TableError> {
        let Some(path) = self.folder.as_deref().map(|folder| folder.join(T::FILE)) else {
            return embedded();
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => checked(&text, &path.display().to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => embedded(),
            Err(source) => Err(TableError::Read { path, source }),
        }
    }
}

/// A table as it was built in. That it is right as a whole is tested; to see it again would take as
/// long as to read it, for each wheel.
fn embedded<T: Table>() -> Result<T, TableError> {
    parse(T::EMBEDDED, T::FILE)
}

/// A table of somebody else.
fn checked<T: Table>(text: &str, file: &str) -> Result<T, TableError> {
    let table: T = parse(text, file)?;
    match table.problem() {
        Some(message) => Err(TableError::Parse { place: file.to_owned(), message }),
        None => Ok(table),
    }
}

fn parse<T: Table>(text: &str, file: &str) -> Result<T, TableError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text[..start].matches('\n').count() + 1;
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        TableError::Parse { place: format!("{file}:{line}"), message }
    })
}

/// The first key that stands twice, for [`Table::problem`].
fn twice<K: Ord + std::fmt::Display>(keys: impl Iterator<Item = K>) -> Option<String> {
    let mut seen = std::collections::BTreeSet::new();
    for key in keys {
        if seen.contains(&key) {
            return Some(format!("`{key}` stands twice"));
        }
        seen.insert(key);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn assert_canonical<T: Table>() {
        let table: T = checked(T::EMBEDDED, T::FILE).unwrap();
        let dump = toml::to_string(&table).unwrap();
        if dump != T::EMBEDDED {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("matrices").join(T::FILE);
            if std::env::var_os("RELKIT_WRITE").is_some() {
                std::fs::write(path, dump).unwrap();
            } else {
                panic!("{} is not canonical: run `RELKIT_WRITE=1 cargo test`", T::FILE);
            }
        }
    }

    #[test]
    fn tables_are_canonical_on_disk() {
        for table in TABLES {
            (table.assert_canonical)();
        }
    }

    #[test]
    fn every_file_is_of_a_table() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("matrices");
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let names = entries.map(|name| name.into_string().unwrap());
        let mut there: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
        let mut known: Vec<&str> = files().collect();
        there.sort();
        known.sort_unstable();
        assert_eq!(there, known, "name every table in TABLES");
    }

    #[test]
    fn a_folder_without_tables_is_told_all_of_them() {
        let error = TableError::NoTables("x".into());
        insta::assert_snapshot!(error, @"no table in x: expected one or more of pythons.toml, identifiers.toml, runners.toml, actions.toml, index_rules.toml, backends.toml, backports.toml, costs.toml, classifiers.toml, licenses.toml, stdlib.toml, docutils.toml, manylinux.toml, windows_dlls.toml, stable_abi.toml, downloads.toml, downloads_ageing.toml, stdlib_versions.toml, last_releases.toml, uv_pythons.toml");
    }

    #[test]
    fn a_folder_overrides_the_files_that_it_has() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Tables::overridden_by(folder.path()), Err(TableError::NoTables(_))));
        let actions = "as_of = \"2030-01-01\"\nsource = \"test\"\n\n[[action]]\nname = \"a/b\"\ntag = \"v1\"\nsha = \"3d3c42e5aac5ba805825da76410c181273ba90b1\"\n\n[[tool]]\nname = \"uv\"\nversion = \"1\"\n";
        std::fs::write(folder.path().join("actions.toml"), actions).unwrap();
        let tables = Tables::overridden_by(folder.path()).unwrap();
        assert_eq!(tables.load::<Actions>().unwrap().as_of(), jiff::civil::date(2030, 1, 1));
        assert!(tables.load::<Pythons>().unwrap().python.len() > 10);
    }

    #[test]
    fn errors_name_file_and_line() {
        let error =
            parse::<Actions>("as_of = \"2030-01-01\"\nsource = 3\n", "actions.toml").unwrap_err();
        insta::assert_snapshot!(error, @"actions.toml:2: invalid type: integer `3`, expected a string");
    }
}
