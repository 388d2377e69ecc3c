//! What is to be run.

use std::{
    ffi::OsString,
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

/// Variables that would make an installer work on another environment than the one it is told.
const OF_ANOTHER: &[&str] = &[
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_USER",
];

impl Child<'_> {
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        command.args(&self.arguments).current_dir(self.folder).stdin(Stdio::null());
        match &self.variables {
            Some(variables) => {
                command.env_clear().envs(variables.iter().map(|(name, value)| (name, value)));
            }
            None => {
                for (name, _) in std::env::vars_os() {
                    let text = name.to_string_lossy();
                    if text.starts_with("PYTHON") || OF_ANOTHER.contains(&&*text) {
                        command.env_remove(&name);
                    }
                }
            }
        }
        command
    }
}
