//! The values of `[tool.relkit]`, each with the form in which it is written.

use std::{fmt, str::FromStr};

use crate::model::{
    ParseError, PythonVersion,
    spelled::{serde_as_text, spelled},
};

/// One family of builds: wheels that are built the same way and carry one ABI tag each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// One wheel for each version of the default build. `per-version`
    PerVersion,
    /// One wheel for each version of the free-threaded build. `free-threaded`
    FreeThreaded,
    /// One `abi3` wheel from this version on. Ex) `abi3-py39`
    Abi3(PythonVersion),
    /// One `abi3.abi3t` wheel from this version on (PEP 803). Ex) `abi3t-py315`
    Abi3t(PythonVersion),
    /// One wheel for every Python: it holds no extension module. `any-python`
    AnyPython,
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match self {
            Self::PerVersion => "per-version".to_owned(),
            Self::FreeThreaded => "free-threaded".to_owned(),
            Self::Abi3(version) => format!("abi3-py{}", version.nodot()),
            Self::Abi3t(version) => format!("abi3t-py{}", version.nodot()),
            Self::AnyPython => "any-python".to_owned(),
        })
    }
}

impl FromStr for Lane {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let version = |prefix| PythonVersion::from_nodot(text.strip_prefix(prefix)?);
        match text {
            "per-version" => Some(Self::PerVersion),
            "free-threaded" => Some(Self::FreeThreaded),
            "any-python" => Some(Self::AnyPython),
            _ => version("abi3-py").map(Self::Abi3).or(version("abi3t-py").map(Self::Abi3t)),
        }
        .ok_or_else(|| {
            let why = "expected per-version, free-threaded, any-python, or a stable ABI with its \
                       oldest Python such as abi3-py39 or abi3t-py315";
            ParseError::new("family of builds", text, text, why)
        })
    }
}

serde_as_text!(Lane);

spelled! {
    /// What kind of wheel the project is said to make, where its own files do not say.
    pub enum WheelChoice: "kind of wheel" {
        /// Extension modules: the tags name a Python and its ABI
        Extension = "extension",
        /// Compiled code that no Python loads: `py3-none-PLATFORM`
        AnyPython = "any-python",
        /// No compiled code: `py3-none-any`
        Pure = "pure",
    }
}

spelled! {
    /// How builds are spread over jobs.
    pub enum Shard: "way to spread builds over jobs" {
        /// `file` where a provider has many machines (Linux, Windows), `platform` where it has few
        Auto = "auto",
        /// One job for each platform
        Platform = "platform",
        /// One job for each wheel, which tests it on every interpreter that installs it
        File = "file",
        /// One job for each interpreter: a shared wheel is built in one and tested in the others
        Interpreter = "interpreter",
    }
}

spelled! {
    /// What builds the wheels.
    pub enum Builder: "build tool" {
        /// cibuildwheel, in its containers and with its interpreters
        Cibuildwheel = "cibuildwheel",
        /// maturin, cross-compiling with zig on Linux
        Maturin = "maturin",
    }
}

spelled! {
    /// What runs on a pull request.
    pub enum PullRequest: "choice for pull requests" {
        /// One platform a system, and its oldest and newest interpreters
        Subset = "subset",
        /// Everything
        Full = "full",
        /// Nothing, unless the label asks for everything
        Off = "off",
    }
}

spelled! {
    /// What is run where the architecture is emulated.
    pub enum Emulated: "test on emulated architectures" {
        /// The modules are imported
        Import = "import",
        /// The project's own test command
        Project = "project",
    }
}

/// The floors of `abi3` builds as they are configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AbiFloors {
    /// No such build, whatever the project says. `false`
    Off,
    /// One build from each of these versions on, oldest first. Ex) `["3.9", "3.11"]`
    From(Vec<PythonVersion>),
}

/// The floor of the `abi3t` build as it is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OneFloor {
    /// No such build, whatever the project says. `false`
    Off,
    /// One build from this version on. Ex) `3.15`
    From(PythonVersion),
}

/// A time limit in minutes, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minutes(pub(super) u16);

impl Minutes {
    /// Five days: what GitHub gives a job on a runner of one's own.
    pub(super) const MOST: u16 = 7200;

    /// The number of minutes.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// A size in megabytes as indexes count them (2^20 bytes), at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Megabytes(pub(super) u32);

impl Megabytes {
    /// A terabyte: no index takes a file of that size.
    pub(super) const MOST: u32 = 1 << 20;

    /// The number of bytes.
    pub fn bytes(self) -> u64 {
        u64::from(self.0) << 20
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_parsing_are_inverses() {
        for text in ["per-version", "free-threaded", "any-python", "abi3-py39", "abi3t-py315"] {
            assert_eq!(text.parse::<Lane>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn errors_say_what_is_expected() {
        let lane = "abi3".parse::<Lane>().unwrap_err().to_string();
        insta::assert_snapshot!(lane, @"invalid family of builds `abi3`: expected per-version, free-threaded, any-python, or a stable ABI with its oldest Python such as abi3-py39 or abi3t-py315");
    }
}
