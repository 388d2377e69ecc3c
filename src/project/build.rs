//! `[build-system]`.

use super::{Backend, Fact, Place, ProjectError, node::Table};

/// What builds the project.
#[derive(Debug)]
pub(super) struct Build {
    /// The backend; setuptools where none is named
    pub(super) backend: Fact<Backend>,
    /// What the build needs
    pub(super) requires: Vec<Fact<String>>,
}

impl Build {
    /// Reads the table from a whole pyproject.toml.
    pub(super) fn read(pyproject: &Table<'_>) -> Result<Self, ProjectError> {
        let legacy = Fact::new(Backend::Setuptools, Place::file("pyproject.toml"));
        let Some(table) = pyproject.path(&["build-system"])? else {
            return Ok(Self { backend: legacy, requires: Vec::new() });
        };
        let backend = table.text("build-backend")?.map(|fact| fact.map(|text| Backend::of(&text)));
        Ok(Self { backend: backend.unwrap_or(legacy), requires: table.texts("requires")? })
    }
}
