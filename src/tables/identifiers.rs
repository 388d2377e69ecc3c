//! `identifiers.toml`: what cibuildwheel can build, and how old a system each build reaches.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::{
    BuildIdentifier, BuildPlatform, Implementation, Interpreter, Platform, PythonVersion,
    SystemVersion, Target, spelled::spelled,
};

spelled! {
    /// A group of identifiers that cibuildwheel's `enable` option opens.
    pub enum EnableGroup: "enable group" {
        /// CPython before its first release candidate
        CpythonPrerelease = "cpython-prerelease",
        /// GraalPy
        Graalpy = "graalpy",
        /// PyPy versions that are maintained
        Pypy = "pypy",
        /// PyPy versions that are not
        PypyEol = "pypy-eol",
        /// Pyodide versions that are not maintained
        PyodideEol = "pyodide-eol",
        /// Pyodide versions that are not final
        PyodidePrerelease = "pyodide-prerelease",
    }
}

impl EnableGroup {
    /// The groups that a word of the option stands for: itself, every one for `all`, none when it
    /// is unknown.
    pub fn expand(word: &str) -> Vec<Self> {
        if word == "all" { Self::ALL.to_vec() } else { word.parse().into_iter().collect() }
    }
}

/// cibuildwheel's identifiers and platforms.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifiers {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The release of cibuildwheel that the rows describe, and that workflows pin
    pub cibuildwheel: String,
    /// The options that its configuration takes, sorted; any other key stops it
    pub options: Vec<String>,
    /// Interpreters of earlier releases, as identifiers name them: nothing is built for them now
    pub gone: Vec<String>,
    /// Families whose finished wheel it tests again for later identifiers of a run
    pub reused: Vec<SharedFamily>,
    /// The platforms
    pub platform: Vec<PlatformRow>,
    /// The identifiers, in cibuildwheel's order
    pub identifier: Vec<Identifier>,
}

spelled! {
    /// A family of wheels that several interpreters install.
    pub enum SharedFamily: "family of shared wheels" {
        /// The stable ABI (PEP 384)
        Abi3 = "abi3",
        /// The stable ABI of free-threaded builds, with the other one (PEP 803)
        Abi3t = "abi3t",
        /// Wheels without extension modules
        AnyPython = "any-python",
    }
}

/// One platform.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformRow {
    /// Ex) `macosx_x86_64`
    pub name: BuildPlatform,
    /// The oldest CPython with an interpreter that runs there; older ones are cross-compiled
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_from: Option<PythonVersion>,
    /// The systems that it has container images for; empty where it needs none
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<SystemVersion>,
    /// The oldest system that a wheel reaches by default, from a Python version on
    pub floor: Vec<Floor>,
}

/// The oldest system that wheels reach.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// For this Python version and later ones
    pub from: PythonVersion,
    /// Ex) `manylinux_2_28_x86_64`
    pub tag: Platform,
}

/// One identifier.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// Ex) `cp314t-manylinux_x86_64`
    pub id: BuildIdentifier,
    /// The group that has to be enabled for it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable: Option<EnableGroup>,
    /// PyPy's ABI number: 73 in `pypy311_pp73`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pypy_abi: Option<u8>,
}

impl Identifier {
    /// The interpreter that the build is for.
    pub fn interpreter(&self) -> Interpreter {
        let version = self.id.python;
        match self.id.implementation {
            Implementation::CPython => {
                Interpreter::CPython { version, threaded: self.id.threaded, debug: false }
            }
            Implementation::PyPy => Interpreter::PyPy { version, abi: self.pypy_abi.unwrap_or(73) },
            Implementation::GraalPy => {
                Interpreter::GraalPy { version, release: self.id.release.unwrap_or_default() }
            }
        }
    }
}

impl Identifiers {
    /// The row of an identifier.
    pub fn get(&self, id: BuildIdentifier) -> Option<&Identifier> {
        self.identifier.iter().find(|row| row.id == id)
    }

    /// The row of a platform.
    pub fn platform(&self, name: BuildPlatform) -> Option<&PlatformRow> {
        self.platform.iter().find(|row| row.name == name)
    }

    /// The oldest system that a wheel of this identifier reaches by default.
    pub fn floor(&self, id: BuildIdentifier) -> Option<Platform> {
        // Every PyPy on macOS needs 10.15, which CPython needs from 3.14 on (cibuildwheel).
        let python = match (id.implementation, id.platform) {
            (Implementation::PyPy, BuildPlatform::Macos(_)) => PythonVersion::new(3, u8::MAX),
            _ => id.python,
        };
        let floors = &self.platform(id.platform)?.floor;
        floors.iter().rev().find(|floor| floor.from <= python).map(|floor| floor.tag)
    }

    /// The oldest target that a wheel of this identifier must serve.
    pub fn target(&self, row: &Identifier) -> Option<Target> {
        Some(Target { interpreter: row.interpreter(), platform: self.floor(row.id)? })
    }
}

impl Table for Identifiers {
    const FILE: &'static str = "identifiers.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/identifiers.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.options.iter())
            .or_else(|| twice(self.identifier.iter().map(|row| row.id)))
            .or_else(|| twice(self.platform.iter().map(|row| row.name)))
            .or_else(|| {
                let odd = self.identifier.iter().find(|row| self.floor(row.id).is_none())?;
                Some(format!("`{}` has no floor in the row of its platform", odd.id))
            })
            .or_else(|| {
                let unsorted = |row: &&PlatformRow| !row.floor.is_sorted_by_key(|floor| floor.from);
                let odd = self.platform.iter().find(unsorted)?;
                Some(format!("the floors of `{}` are not in order", odd.name))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    #[test]
    fn floors_follow_the_python_version() {
        let table: Identifiers = Tables::embedded().load().unwrap();
        let floor = |id: &str| table.floor(id.parse().unwrap()).unwrap().to_string();
        assert_eq!(floor("cp39-macosx_x86_64"), "macosx_10_9_x86_64");
        assert_eq!(floor("cp312-macosx_x86_64"), "macosx_10_13_x86_64");
        assert_eq!(floor("cp315t-macosx_x86_64"), "macosx_10_15_x86_64");
        assert_eq!(floor("pp310-macosx_x86_64"), "macosx_10_15_x86_64");
        assert_eq!(floor("cp311-manylinux_riscv64"), "manylinux_2_39_riscv64");
        assert_eq!(floor("cp314-pyodide_wasm32"), "pyemscripten_2026_0_wasm32");
    }

    #[test]
    fn there_are_232_identifiers() {
        let table: Identifiers = Tables::embedded().load().unwrap();
        assert_eq!(table.identifier.len(), 232);
    }
}
