//! maturin as the build tool.

use super::PlannedBuild;
use crate::{
    model::{BuildIdentifier, BuildPlatform},
    project::config::{Builder, MatrixConfig, Variant},
};

/// The runs of maturin of one job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MaturinBuild {
    /// The arguments of each `maturin build`
    pub runs: Vec<Vec<String>>,
}

impl MaturinBuild {
    /// The arguments of each run on a line of its own.
    pub fn lines(&self) -> String {
        self.runs.iter().map(|run| run.join(" ")).collect::<Vec<_>>().join("\n")
    }
}

/// Whether the tool builds for an identifier.
pub(super) fn builds(builder: Builder, _id: &BuildIdentifier) -> bool {
    matches!(builder, Builder::Cibuildwheel | Builder::Maturin)
}

/// The runs of a job.
pub(super) fn build(
    _config: &MatrixConfig,
    _platform: BuildPlatform,
    _variant: Option<&Variant>,
    _builds: &[PlannedBuild],
) -> MaturinBuild {
    MaturinBuild::default()
}
