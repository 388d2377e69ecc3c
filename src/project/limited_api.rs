//! What the project says about the stable ABI: floors, and how each is switched on.

use std::fmt;

use super::Place;
use crate::model::PythonVersion;

/// The stable ABIs that a project builds for.
///
/// Rules: [PEP 384](https://peps.python.org/pep-0384/) for `abi3`,
/// [PEP 803](https://peps.python.org/pep-0803/) for `abi3t`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LimitedApi {
    /// Floors of `abi3` builds, oldest first, each version once
    pub abi3: Vec<Floor>,
    /// Floors of `abi3t` builds, oldest first, each version once
    pub abi3t: Vec<Floor>,
    /// The name under which the crate depends on PyO3 itself: its features choose the ABI, and can
    /// be asked for from outside
    pub bindings: Option<String>,
    /// `abi3` is asked for without a version: its floor is the oldest Python that is supported
    pub unversioned: Option<Place>,
}

impl LimitedApi {
    /// Puts the floors in order, keeping of each version the one that needs the least.
    pub(super) fn sort(&mut self) {
        for floors in [&mut self.abi3, &mut self.abi3t] {
            floors.sort_by(|a, b| (a.version, &a.switch).cmp(&(b.version, &b.switch)));
            floors.dedup_by_key(|floor| floor.version);
        }
    }
}

/// The oldest Python of one stable ABI build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// The oldest Python that loads it
    pub version: PythonVersion,
    /// The line that says so
    pub place: Place,
    /// What makes the build come out so
    pub switch: Switch,
}

/// What makes a build use the stable ABI.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Switch {
    /// Every build does
    Always,
    /// cibuildwheel's configuration does, for the identifiers that its override selects
    Cibuildwheel(Option<String>),
    /// This feature of the crate has to be asked for. Ex) `--features=abi3-py39`
    Feature(String),
}

/// What the text of setup.py mentions. The file is never run, so these are not facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The line of the mention
    pub place: Place,
    /// What is mentioned
    pub mention: Mention,
}

/// What a file that is not run can mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// `ext_modules`, or another word that goes with compiled code
    Native(&'static str),
    /// `py_limited_api`, with the floor when it is written as `cp39` on the same line
    PyLimitedApi(Option<PythonVersion>),
    /// `python_requires`, with its value when it is a string on the same line
    PythonRequires(Option<String>),
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} mentions ", self.place)?;
        match &self.mention {
            Mention::Native(word) => write!(f, "{word}"),
            Mention::PyLimitedApi(None) => write!(f, "py_limited_api"),
            Mention::PyLimitedApi(Some(floor)) => {
                write!(f, "py_limited_api with cp{}", floor.nodot())
            }
            Mention::PythonRequires(None) => write!(f, "python_requires"),
            Mention::PythonRequires(Some(value)) => write!(f, "python_requires `{value}`"),
        }
    }
}
