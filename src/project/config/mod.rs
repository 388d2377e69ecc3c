//! relkit's own configuration: [`Layer`] is what is written, [`Config`] is complete.

mod layer;
mod resolve;
mod spelling;
mod value;
mod values;

use std::{collections::BTreeMap, path::Path};

pub use layer::{
    CheckLayer, CommonLayer, Key, Layer, MatrixLayer, SmokeLayer, TestLayer, VariantLayer,
};
pub use spelling::{Cron, Label, ModuleName, VariantName};
pub use values::{
    AbiFloors, Builder, Emulated, Lane, Megabytes, Minutes, OneFloor, PullRequest, Shard,
    WheelChoice,
};

use super::{
    Fact, Place, ProjectError,
    cibuildwheel::Selector,
    node::Table,
    source::{Files, Folder},
};
use crate::{
    model::{BuildPlatform, PythonVersion, SupportPolicy, SystemVersion},
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
    /// How large a file may be; `None` for the index's usual limit
    pub file_limit: Option<Megabytes>,
    /// Versions that a simulation leaves out; the configuration has none
    pub dropped: Vec<PythonVersion>,
    /// Versions that a simulation takes in, whatever Requires-Python and the support policy say;
    /// the configuration has none
    pub added: Vec<PythonVersion>,
    /// Runner labels that replace relkit's choice
    pub runners: BTreeMap<BuildPlatform, Label>,
    /// Where the workflow is kept, from the project's folder; `None` is where the CI system looks
    pub file: Option<Label>,
    /// Builds and shared wheels that are left out
    pub skip: Selector,
    /// Identifiers whose wheels need no test
    pub untested: Selector,
    /// Wheels that need no installer to pick them
    pub unpicked: Selector,
    /// The oldest system of a platform's wheels, where it is given
    pub systems: BTreeMap<BuildPlatform, Fact<SystemVersion>>,
    /// The second and further builds of platforms, by name
    pub variants: Vec<Variant>,
    /// How builds are spread over jobs
    pub shard: Shard,
    /// What builds
    pub builder: Fact<Builder>,
    /// What runs on pull requests
    pub pull_request: PullRequest,
    /// The label that asks for everything
    pub label: Label,
    /// Paths whose changes count for pull requests; empty for all
    pub paths: Vec<Label>,
    /// The cron line of the job for the next CPython
    pub nightly: Option<Cron>,
    /// The command that brings relkit into jobs that try the finished wheels; `None` for no such jobs
    pub smoke: Option<Label>,
    /// What is tested
    pub test: TestConfig,
}

impl MatrixConfig {
    /// What a build leaves out: the first one, or a variant.
    pub fn skip_of<'a>(&'a self, variant: Option<&'a Variant>) -> &'a Selector {
        variant.and_then(|variant| variant.skip.as_ref()).unwrap_or(&self.skip)
    }
}

/// The same identifiers once more, for another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its name
    pub name: VariantName,
    /// The line of its table
    pub place: Place,
    /// Platforms that are built once more
    pub platforms: Vec<BuildPlatform>,
    /// The oldest system that the wheels reach
    pub system: SystemVersion,
    /// Builds and shared wheels that it leaves out; `None` for those of the first build
    pub skip: Option<Selector>,
    /// Added to the environment of the build; empty for nothing
    pub environment: String,
    /// Added to the settings of the build; empty for nothing
    pub config_settings: String,
}

/// What is tested beside the project's own test command.
#[derive(Debug, Clone, PartialEq)]
pub struct TestConfig {
    /// The plugins that pytest loads; `None` for whatever is installed
    pub plugins: Option<Vec<ModuleName>>,
    /// What is run on emulated architectures
    pub emulated: Emulated,
    /// Whether free-threaded wheels fail when the GIL comes back
    pub gil: bool,
    /// The command of the leak job
    pub leak: Option<Fact<Label>>,
    /// Where the leak job runs; `None` for the default
    pub leak_on: Option<Fact<Vec<Label>>>,
    /// The Python on which the sdist refuses, and what it has to print
    pub stub: Option<(Fact<PythonVersion>, Label)>,
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
            if !folder.as_os_str().is_empty() && !folder.is_dir() {
                return Err(ProjectError::NoFolder { folder: folder.display().to_string() });
            }
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
