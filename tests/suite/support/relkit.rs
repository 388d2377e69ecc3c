//! The program itself, run as a user runs it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use relkit::{
    matrix::{Plan, PlanTables, plan},
    model::Provider,
    project::Project,
    tables::Tables,
};

use super::python::root;

/// The day on which the tests look at the world.
pub(crate) const TODAY: &str = "2026-11-22";

/// The program with a clean environment and a fixed day.
pub(crate) fn relkit(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relkit"));
    command.env_clear().args(arguments);
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command.env("NO_COLOR", "1");
    command
}

/// What a run gave: status, standard output, standard error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs the program.
pub(crate) fn ran(arguments: &[&str]) -> Ran {
    Ran::from(relkit(arguments).output().unwrap())
}

/// Runs `relkit matrix` for a project as of [`TODAY`] and gives what it printed.
pub(crate) fn matrix(project: &Path, more: &[&str]) -> String {
    let folder = project.to_str().unwrap();
    let mut arguments = vec!["matrix", "--as-of", TODAY, "--project", folder];
    arguments.extend(more);
    let run = ran(&arguments);
    assert_eq!(run.status, Some(0), "{}: {}", project.display(), run.err);
    run.out
}

/// The plan of a project for a CI system as of [`TODAY`].
pub(crate) fn planned(folder: &Path, provider: Provider) -> Plan {
    let tables = PlanTables::load(&Tables::embedded()).unwrap();
    let project = Project::open(folder).unwrap();
    plan(&project, &tables, provider, TODAY.parse().unwrap()).unwrap()
}

/// The example projects.
pub(crate) fn projects() -> Vec<PathBuf> {
    ["abi3", "maturin", "per_version", "pure"]
        .iter()
        .map(|name| root().join("tests/projects").join(name))
        .collect()
}

/// A project in a temporary folder.
pub(crate) fn project(pyproject: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pyproject.toml"), pyproject).unwrap();
    folder
}

/// Masks the temporary folder.
pub(crate) fn masked(text: &str, folder: &tempfile::TempDir) -> String {
    text.replace(folder.path().to_str().unwrap(), "[DIR]").replace('\\', "/")
}
