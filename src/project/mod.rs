//! A project's folder: the facts that its files state, each with the line that states it, and
//! relkit's own configuration.
//!
//! Reading never judges and never runs anything: setup.py is only searched for words, and what it
//! mentions comes out as [`Hint`]s. What a file leaves open (`dynamic` fields) stays open.

mod backend;
mod build;
mod cargo;
pub mod cibuildwheel;
pub mod config;
mod error;
mod limited_api;
mod maturin;
mod metadata;
mod native;
mod node;
mod place;
mod setup_cfg;
mod setup_py;
mod source;
mod stable_abi;

use std::path::Path;

pub use backend::Backend;
pub use cibuildwheel::Cibuildwheel;
pub use config::{Config, Layer};
pub use error::ProjectError;
pub use limited_api::{Floor, Hint, LimitedApi, Mention, Switch};
pub use maturin::Maturin;
pub use native::{Native, Reason};
pub use place::{Fact, Place};

use self::{
    build::Build,
    cargo::Crate,
    metadata::Metadata,
    setup_cfg::SetupCfg,
    source::{Files, Folder},
};
use crate::model::{ProjectName, RequiresPython};

/// What the files of a project state.
#[derive(Debug, Clone)]
pub struct Project {
    /// The name of the distribution
    pub name: Fact<ProjectName>,
    /// The version, when it is written down
    pub version: Option<Fact<String>>,
    /// The Pythons it supports; `None` when nothing says or the field is dynamic
    pub requires_python: Option<Fact<RequiresPython>>,
    /// Trove classifiers, as written
    pub classifiers: Vec<Fact<String>>,
    /// `dynamic` of `[project]`: fields that the backend fills in. Ex) `version`
    pub dynamic: Vec<Fact<String>>,
    /// What makes the wheels
    pub backend: Fact<Backend>,
    /// `requires` of `[build-system]`
    pub build_requires: Vec<Fact<String>>,
    /// Whether there is compiled code
    pub native: Native,
    /// Stable ABI builds
    pub limited_api: LimitedApi,
    /// `[tool.cibuildwheel]`
    pub cibuildwheel: Cibuildwheel,
    /// `[tool.maturin]`
    pub maturin: Maturin,
    /// What setup.py mentions
    pub hints: Vec<Hint>,
    /// relkit's own configuration, as far as it is given
    pub layer: Layer,
}

impl Project {
    /// Reads the project in a folder.
    pub fn open(folder: &Path) -> Result<Self, ProjectError> {
        Self::read(&Folder(folder.to_owned()), folder).map_err(|error| error.within(folder))
    }

    fn read(files: &dyn Files, folder: &Path) -> Result<Self, ProjectError> {
        let pyproject = files.text("pyproject.toml")?;
        let cfg = files.text("setup.cfg")?;
        let setup_py = files.text("setup.py")?;
        if pyproject.is_none() && cfg.is_none() && setup_py.is_none() {
            return Err(ProjectError::NoProject { folder: folder.display().to_string() });
        }
        let pyproject =
            pyproject.map_or_else(|| source::Source::new("pyproject.toml", Vec::new()), Ok)?;
        let document = pyproject.toml()?;
        let root = pyproject.root(&document);

        let cfg = cfg.map(|source| SetupCfg::read(&source)).transpose()?.unwrap_or_default();
        let hints = setup_py.as_ref().map(setup_py::hints).unwrap_or_default();
        let build = Build::read(&root)?;
        let maturin = Maturin::read(&root)?;
        let cibuildwheel = Cibuildwheel::read(&root)?;
        let crate_ = match build.backend.value {
            Backend::Maturin => Crate::read(files, &maturin)?,
            _ => None,
        };
        let metadata = Metadata::read(&root, &cfg, crate_.as_ref())?;
        let meson = files.text("meson.build")?;
        let limited_api = stable_abi::read(&stable_abi::Sources {
            pyproject: &root,
            cfg: &cfg,
            crate_: crate_.as_ref(),
            maturin: &maturin,
            cibuildwheel: &cibuildwheel,
            meson: meson.as_ref(),
        })?;
        let native = native::read(&native::Sources {
            pyproject: &root,
            build: &build,
            hints: &hints,
            has_setup_py: setup_py.is_some(),
            cibuildwheel: &cibuildwheel,
            files,
        })?;
        let layer = Layer::read(files, &root)?;
        Ok(Self {
            name: metadata.name,
            version: metadata.version,
            requires_python: metadata.requires_python,
            classifiers: metadata.classifiers,
            dynamic: metadata.dynamic,
            backend: build.backend,
            build_requires: build.requires,
            native,
            limited_api,
            cibuildwheel,
            maturin,
            hints,
            layer,
        })
    }
}

#[cfg(test)]
mod tests;
