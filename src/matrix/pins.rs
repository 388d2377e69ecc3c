//! The actions and tools of a workflow, each at the release that the tables name.

use super::PlanError;
use crate::tables::{Action, Actions};

/// What [docker/setup-qemu-action](https://github.com/docker/setup-qemu-action) runs.
const BINFMT: &str = "docker.io/tonistiigi/binfmt";

/// Every action and tool that a workflow may need, pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pins {
    /// `actions/checkout`
    pub checkout: Action,
    /// `actions/upload-artifact`
    pub upload_artifact: Action,
    /// `actions/download-artifact`
    pub download_artifact: Action,
    /// `astral-sh/setup-uv`
    pub setup_uv: Action,
    /// `docker/setup-qemu-action`
    pub setup_qemu: Action,
    /// `pypa/gh-action-pypi-publish`
    pub publish: Action,
    /// The version of uv
    pub uv: String,
    /// The version of tomli-w
    pub tomli_w: String,
    /// The container image that registers QEMU's emulators, with its release and digest
    pub binfmt: String,
    /// The version of maturin
    pub maturin: String,
}

impl Pins {
    /// Takes the pins from the table; a row that is missing is an error.
    pub(super) fn from_table(table: &Actions) -> Result<Self, PlanError> {
        let missing = |name: &str| PlanError::NoPin { name: name.to_owned() };
        let action = |name| table.get(name).cloned().ok_or_else(|| missing(name));
        let tool =
            |name| table.tool.iter().find(|row| row.name == name).ok_or_else(|| missing(name));
        Ok(Self {
            checkout: action("actions/checkout")?,
            upload_artifact: action("actions/upload-artifact")?,
            download_artifact: action("actions/download-artifact")?,
            setup_uv: action("astral-sh/setup-uv")?,
            setup_qemu: action("docker/setup-qemu-action")?,
            publish: action("pypa/gh-action-pypi-publish")?,
            uv: tool("uv")?.version.clone(),
            tomli_w: tool("tomli-w")?.version.clone(),
            binfmt: tool(BINFMT).map(|row| format!("{}:{}", row.name, row.version))?,
            maturin: tool("maturin")?.version.clone(),
        })
    }
}
