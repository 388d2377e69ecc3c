//! relkit's own configuration: [`Layer`] is what is written, [`Config`] is complete.

mod layer;
mod resolve;
mod spelling;
mod value;
mod values;

use std::{collections::BTreeMap, path::Path};

pub use layer::{CheckLayer, CommonLayer, Key, Layer, MatrixLayer};
pub use spelling::{Label, ModuleName};
pub use values::{AbiFloors, Lane, Minutes, OneFloor, PullRequest, WheelChoice};

use super::{
    Fact, ProjectError,
    node::Table,
    source::{Files, Folder},
};
use crate::{
    model::{BuildPlatform, PythonVersion, SupportPolicy},
    tables::EnableGroup,
};

/// The complete configuration: nothing is left to a default further on.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// For `relkit matrix`
    pub matrix: MatrixConfig,
    /// For `relkit check`
    pub check: CheckConfig,
}

/// What `relkit matrix` goes by.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixConfig {
    /// Which Pythons are left out
    pub support: SupportPolicy,
    /// Platforms to build for, each once, in the order given
    pub platforms: Vec<BuildPlatform>,
    /// Whether to build for free-threaded Pythons
    pub free_threaded: bool,
    /// Floors of the abi3 wheels, oldest first; empty for none
    pub abi3: Vec<Fact<PythonVersion>>,
    /// Floor of the abi3.abi3t wheel
    pub abi3t: Option<Fact<PythonVersion>>,
    /// Groups that cibuildwheel builds on demand, in the order of [`EnableGroup::ALL`]
    pub enable: Vec<EnableGroup>,
    /// `CIBW_CONFIG_SETTINGS` of a family of builds; a family that is missing needs none
    pub config_settings: BTreeMap<Lane, Label>,
    /// Modules that the test imports; empty when neither the project nor its folder names one
    pub import: Vec<ModuleName>,
    /// Branches whose pushes run the workflow
    pub branches: Vec<Label>,
    /// Pattern of the tags that publish
    pub tags: Label,
    /// Environment of the publishing job
    pub environment: Label,
    /// Time limit of a job
    pub timeout: Minutes,
    /// Runner labels that replace relkit's choice
    pub runners: BTreeMap<BuildPlatform, Label>,
    /// Where the workflow is kept, from the project's folder
    pub file: Label,
}

/// What `relkit check` goes by.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckConfig {
    /// Which Pythons count as supported
    pub support: SupportPolicy,
    /// Beginnings of the codes of rules to run; empty for all
    pub select: Vec<Label>,
    /// Beginnings of the codes of rules not to run
    pub ignore: Vec<Label>,
    /// Whether warnings make the exit status 1
    pub strict: bool,
}

impl Layer {
    /// Reads the configuration in a folder that need not hold a project.
    pub fn open(folder: &Path) -> Result<Self, ProjectError> {
        let read = || {
            let files = Folder(folder.to_owned());
            match files.text("pyproject.toml")? {
                Some(source) => Self::read(&files, &source.root(&source.toml()?)),
                None => Self::of_own_file(&files).map(Option::unwrap_or_default),
            }
        };
        read().map_err(|error: ProjectError| error.within(folder))
    }

    /// `[tool.relkit]` of a pyproject.toml, or relkit.toml, but not both.
    pub(super) fn read(files: &dyn Files, pyproject: &Table<'_>) -> Result<Self, ProjectError> {
        let own = Self::of_own_file(files)?;
        match (pyproject.find(&["tool", "relkit"]), own) {
            (Some(node), None) => Self::of(&node.table()?),
            (Some(node), Some(_)) => Err(ProjectError::TwoConfigs { place: node.place() }),
            (None, own) => Ok(own.unwrap_or_default()),
        }
    }

    fn of_own_file(files: &dyn Files) -> Result<Option<Self>, ProjectError> {
        let Some(source) = files.text("relkit.toml")? else { return Ok(None) };
        Self::of(&source.root(&source.toml()?)).map(Some)
    }
}

#[cfg(test)]
mod tests;
