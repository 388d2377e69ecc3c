//! Projects written inline, and what is read from them.

mod api;
mod builds;
mod checkout;
mod hostile;
mod messages;
mod metadata;
mod modules;
mod wheels;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Project, ProjectError, source::Files};

/// A project's folder in memory.
#[derive(Default)]
pub(super) struct Memory(BTreeMap<String, Vec<u8>>);

impl Memory {
    pub(super) fn with(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.0.insert(path.to_owned(), text.as_ref().to_vec());
        self
    }

    pub(super) fn read(&self) -> Result<Project, ProjectError> {
        Project::read(self, Path::new("."))
    }
}

impl Files for Memory {
    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, ProjectError> {
        Ok(self.0.get(path).cloned())
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let prefix = if folder == "." { String::new() } else { format!("{folder}/") };
        let inner = self.0.keys().filter_map(|path| path.strip_prefix(&prefix));
        let names = inner.map(|rest| match rest.split_once('/') {
            Some((first, _)) => format!("{first}/"),
            None => rest.to_owned(),
        });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}

/// A project of this pyproject.toml alone; the name is added.
pub(super) fn pyproject(text: &str) -> Memory {
    Memory::default().with("pyproject.toml", format!("project.name = \"demo\"\n{text}"))
}

/// The failure and its hint, as a command prints them.
pub(super) fn failure(files: &Memory) -> String {
    let error = files.read().expect_err("the project should be refused");
    match error.hint() {
        Some(hint) => format!("{error}\nhint: {hint}"),
        None => error.to_string(),
    }
}
