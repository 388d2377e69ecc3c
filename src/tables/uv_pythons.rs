//! `uv_pythons.toml`: the interpreters that uv installs on machines of CI.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::{BuildPlatform, PythonVersion};

/// CPython as one release of uv installs it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UvPythons {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The release of uv
    pub uv: String,
    /// The kinds of machines
    pub machine: Vec<UvMachine>,
}

/// What there is for one kind of machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UvMachine {
    /// The wheels that its interpreters install
    pub platform: BuildPlatform,
    /// `x86_64` or `arm64`: the machines that run them, as `runners.toml` calls them
    pub arch: String,
    /// Ex) `linux-x86_64-gnu`
    pub key: String,
    /// Whether a version alone may mean another interpreter there. Ex) 32 bits on a machine of 64
    pub explicit: bool,
    /// The versions with the GIL, oldest first
    pub pythons: Vec<PythonVersion>,
    /// The versions that are free-threaded, oldest first
    pub threaded: Vec<PythonVersion>,
}

impl UvPythons {
    /// The machine whose interpreters install wheels for a platform.
    pub fn machine(&self, platform: BuildPlatform) -> Option<&UvMachine> {
        self.machine.iter().find(|row| row.platform == platform)
    }
}

impl UvMachine {
    /// How uv is asked for an interpreter; `None` where it has none. Ex) `3.14t`,
    /// `cpython-3.14+freethreaded-windows-aarch64-none`
    ///
    /// Source: [requesting a version](https://docs.astral.sh/uv/concepts/python-versions/#requesting-a-version).
    pub fn request(&self, version: PythonVersion, threaded: bool) -> Option<String> {
        let has = if threaded { &self.threaded } else { &self.pythons };
        has.contains(&version).then(|| match (self.explicit, threaded) {
            (false, false) => version.to_string(),
            (false, true) => format!("{version}t"),
            (true, false) => format!("cpython-{version}-{}", self.key),
            (true, true) => format!("cpython-{version}+freethreaded-{}", self.key),
        })
    }
}

impl Table for UvPythons {
    const FILE: &'static str = "uv_pythons.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/uv_pythons.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.machine.iter().map(|row| row.platform))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::{Actions, Tables};

    #[test]
    fn uv_is_asked_in_its_words() {
        let table: UvPythons = Tables::embedded().load().unwrap();
        let asked = |platform: &str, minor, threaded| {
            let row = table.machine(platform.parse().unwrap()).unwrap();
            row.request(PythonVersion::new(3, minor), threaded)
        };
        assert_eq!(asked("manylinux_x86_64", 9, false).as_deref(), Some("3.9"));
        assert_eq!(asked("macosx_arm64", 14, true).as_deref(), Some("3.14t"));
        assert_eq!(asked("win32", 12, false).as_deref(), Some("cpython-3.12-windows-x86-none"));
        let arm = "cpython-3.13+freethreaded-windows-aarch64-none";
        assert_eq!(asked("win_arm64", 13, true).as_deref(), Some(arm));
        assert_eq!((asked("win_arm64", 9, false), asked("win_amd64", 12, true)), (None, None));
    }

    #[test]
    fn the_list_is_that_of_the_uv_that_workflows_run() {
        let tables = Tables::embedded();
        let (own, actions): (UvPythons, Actions) = (tables.load().unwrap(), tables.load().unwrap());
        let pinned = actions.tool.iter().find(|tool| tool.name == "uv").unwrap();
        assert_eq!(own.uv, pinned.version, "run matrices/refresh/uv_pythons.py with that uv");
    }
}
