//! What is to be run.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

/// A process to run, without input.
#[derive(Debug)]
pub struct Child<'a> {
    /// The program
    pub program: &'a Path,
    /// Its arguments
    pub arguments: Vec<OsString>,
    /// The folder in which it runs
    pub folder: &'a Path,
    /// All of its variables; `None` for those of this process but the ones that begin with
    /// `PYTHON` and those that name another environment
    pub variables: Option<Vec<(OsString, OsString)>>,
    /// How long it may take
    pub limit: Duration,
}

/// Variables that would make an installer work on another environment than the one it is told, install
/// more than it is told, refuse what was built just now, only say what it would do, or compile what is to
/// be compiled under our eyes. Where it looks for what a wheel depends on, and which of that it takes, stays the user's choice. Ex) `PIP_INDEX_URL`,
/// `PIP_ONLY_BINARY`, `UV_CONSTRAINT`
///
/// Sources: pip's options, each of which has a variable
/// (<https://pip.pypa.io/en/stable/topics/configuration/>), and uv's list
/// (<https://docs.astral.sh/uv/reference/environment/>).
const OF_ANOTHER: &[&str] = &[
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PIP_ABI",
    "PIP_DRY_RUN",
    "PIP_EDITABLE",
    "PIP_GROUP",
    "PIP_IMPLEMENTATION",
    "PIP_PLATFORM",
    "PIP_PREFIX",
    "PIP_PYTHON",
    "PIP_PYTHON_VERSION",
    "PIP_REQUIREMENT",
    "PIP_REQUIRE_HASHES",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_USER",
    "UV_COMPILE_BYTECODE",
    "UV_REQUIRE_HASHES",
];

/// The variables that a [`Child`] without its own has, but with another folder for what is needed for a
/// while only.
pub fn inherited(temporary: &Path) -> Vec<(OsString, OsString)> {
    let names = if cfg!(windows) { &["TEMP", "TMP"][..] } else { &["TMPDIR"] };
    let others = std::env::vars_os()
        .filter(|(name, _)| is_inherited(name) && !names.iter().any(|other| name == other));
    let own = names.iter().map(|name| ((*name).into(), temporary.into()));
    others.chain(own).collect()
}

fn is_inherited(name: &OsStr) -> bool {
    let text = name.to_string_lossy();
    !text.starts_with("PYTHON") && !OF_ANOTHER.contains(&&*text)
}

impl Child<'_> {
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        command.args(&self.arguments).current_dir(self.folder).stdin(Stdio::null());
        match &self.variables {
            Some(variables) => {
                command.env_clear().envs(variables.iter().map(|(name, value)| (name, value)));
            }
            None => {
                for (name, _) in std::env::vars_os().filter(|(name, _)| !is_inherited(name)) {
                    command.env_remove(name);
                }
            }
        }
        command
    }
}
