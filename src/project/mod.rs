//! A project's folder: the facts that its files state, each with the line that states it, and
//! relkit's own configuration.
//!
//! Reading never judges and never runs anything: setup.py is only searched for words, and what it
//! mentions comes out as [`Hint`]s. What a file leaves open (`dynamic` fields) stays open.

mod alike;
mod backend;
mod build;
mod cargo;
mod checkout;
pub mod cibuildwheel;
pub mod config;
mod error;
mod inputs;
mod limited_api;
mod maturin;
mod metadata;
mod modules;
mod native;
mod node;
mod place;
mod poetry;
mod setup_call;
mod setup_cfg;
mod setup_py;
mod source;
mod stable_abi;
mod wheel_kind;
pub mod workflow;
mod yaml_text;

use std::{collections::BTreeMap, path::Path};

pub(crate) use alike::nearest;
pub use backend::Backend;
pub use checkout::Checkout;
pub use cibuildwheel::Cibuildwheel;
pub use config::{Config, Layer, ModuleName};
pub use error::ProjectError;
pub use inputs::Inputs;
pub use limited_api::{Floor, Hint, LimitedApi, Mention, Switch};
pub use maturin::Maturin;
pub use native::{Native, Reason};
pub use place::{Fact, Place};
pub(crate) use poetry::requires_python as poetry_requires;
pub use wheel_kind::WheelKind;
pub use workflow::{Workflow, WorkflowError};
pub(crate) use yaml_text::YamlText;

use self::{
    build::Build,
    cargo::Crate,
    inputs::Noted,
    metadata::Metadata,
    setup_call::SetupCall,
    setup_cfg::SetupCfg,
    source::{Edited, Files, Folder},
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
    /// Whether there is compiled code; the `wheel` key of `[tool.relkit.matrix]` overrides
    pub native: Native,
    /// What wheels with compiled code are tied to; the `wheel` key overrides
    pub wheel: WheelKind,
    /// The python tag of a wheel without compiled code, where setup.cfg changes it. Ex) `py2.py3`
    pub python_tag: Option<Fact<String>>,
    /// What a checkout of the repository must bring for the build
    pub checkout: Checkout,
    /// The modules that the build configuration or the folder names; empty when nothing does
    pub modules: Vec<Fact<ModuleName>>,
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
    /// The files that say all this
    pub inputs: Inputs,
}

impl Project {
    /// Reads the project in a folder.
    pub fn open(folder: &Path) -> Result<Self, ProjectError> {
        Self::read(&Folder(folder.to_owned()), folder).map_err(|error| error.within(folder))
    }

    /// Reads the project in a folder as it would be with these texts in place of those of its files,
    /// by their path from the folder.
    pub fn open_edited(
        folder: &Path,
        texts: &BTreeMap<String, String>,
    ) -> Result<Self, ProjectError> {
        let files = Edited { folder: Folder(folder.to_owned()), texts };
        Self::read(&files, folder).map_err(|error| error.within(folder))
    }

    /// What setup.py says about `abi3`, when nothing that relkit can rely on says anything and the
    /// `abi3` key is not written: a stable ABI that a plan misses.
    pub fn limited_api_hint(&self) -> Option<&Hint> {
        let api = &self.limited_api;
        let stated = |floor: &Floor| !matches!(floor.switch, Switch::Feature(_));
        let known = api.unversioned.is_some() || api.abi3.iter().any(stated);
        if known || self.layer.matrix.abi3.is_some() {
            return None;
        }
        self.hints.iter().find(|hint| matches!(hint.mention, Mention::PyLimitedApi(_)))
    }

    fn read(files: &dyn Files, folder: &Path) -> Result<Self, ProjectError> {
        let noted = Noted::new(files);
        let files: &dyn Files = &noted;
        let pyproject = files.text("pyproject.toml")?;
        let cfg_source = files.text("setup.cfg")?;
        let setup_py = files.text("setup.py")?;
        if pyproject.is_none() && cfg_source.is_none() && setup_py.is_none() {
            return Err(ProjectError::NoProject { folder: folder.display().to_string() });
        }
        let pyproject =
            pyproject.map_or_else(|| source::Source::new("pyproject.toml", Vec::new()), Ok)?;
        let document = pyproject.toml()?;
        let root = pyproject.root(&document);

        let cfg = cfg_source.as_ref().map(SetupCfg::read).transpose()?.unwrap_or_default();
        let call = setup_py.as_ref().map(SetupCall::read).unwrap_or_default();
        let hints = setup_py.as_ref().map(setup_py::hints).unwrap_or_default();
        let build = Build::read(&root)?;
        let maturin = Maturin::read(&root)?;
        let cibuildwheel = Cibuildwheel::read(&root)?;
        let crate_ = match build.backend.value {
            Backend::Maturin => Crate::read(files, &maturin)?,
            _ => None,
        };
        let nameless = match (&cfg_source, &setup_py) {
            _ if root.find(&["project"]).is_some() => pyproject.whole(),
            (_, Some(setup_py)) => setup_py.whole(),
            (Some(cfg), None) => cfg.whole(),
            (None, None) => pyproject.whole(),
        };
        let metadata = Metadata::read(&metadata::Sources {
            pyproject: &root,
            cfg: &cfg,
            call: &call,
            crate_: crate_.as_ref(),
            files: setup_py.as_ref().map(|_| files),
            nameless,
        })?;
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
            setup_py: setup_py.as_ref(),
            call: &call,
            cibuildwheel: &cibuildwheel,
            files,
        })?;
        let layer = Layer::read(files, &root)?;
        let wheel = wheel_kind::read(&root, crate_.as_ref(), &maturin)?;
        let (native, wheel) = wheel_kind::overridden(layer.matrix.wheel.as_ref(), native, wheel);
        let checkout = checkout::read(&checkout::Sources {
            pyproject: &root,
            build: &build,
            cfg: cfg_source.as_ref(),
            setup_py: setup_py.as_ref(),
            meson: meson.as_ref(),
            files,
        });
        let modules = modules::read(&modules::Sources {
            pyproject: &root,
            cfg: &cfg,
            crate_: crate_.as_ref(),
            name: &metadata.name,
            files,
        });
        Ok(Self {
            name: metadata.name,
            version: metadata.version,
            requires_python: metadata.requires_python,
            classifiers: metadata.classifiers,
            dynamic: metadata.dynamic,
            backend: build.backend,
            build_requires: build.requires,
            native,
            wheel,
            python_tag: cfg.python_tag,
            checkout,
            modules,
            limited_api,
            cibuildwheel,
            maturin,
            hints,
            layer,
            inputs: noted.inputs(),
        })
    }
}

#[cfg(test)]
mod tests;
