//! `backends.toml`: what build tools can and cannot do, so far as a plan depends on it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::{BuildPlatform, PythonVersion, SystemVersion};

/// Targets of maturin, and the stable ABIs that each tool knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backends {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The platforms that maturin builds for
    pub maturin: Vec<MaturinTarget>,
    /// Tools that `requires` of `[build-system]` names
    pub tool: Vec<AbiTool>,
}

/// A platform that maturin builds for, with an interpreter that it knows by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaturinTarget {
    /// Ex) `macosx_universal2`
    pub platform: BuildPlatform,
    /// What `--target` says; where there are several, maturin joins them, see [`Self::triple`]
    pub rust: Vec<String>,
    /// The oldest system that Rust itself reaches, on which wheels depend on macOS
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<SystemVersion>,
}

impl MaturinTarget {
    /// The word after `--target`. Two architectures are one target of maturin's own.
    ///
    /// Source: [maturin's guide](https://www.maturin.rs/distribution.html).
    pub fn triple(&self) -> &str {
        match self.rust.as_slice() {
            [one] => one,
            _ => "universal2-apple-darwin",
        }
    }
}

/// Which stable ABIs a tool can build extension modules for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbiTool {
    /// The project on PyPI, normalised. Ex) `cython`
    pub name: String,
    /// The oldest Python of its `abi3` wheels; none where it has no limited API
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abi3_from: Option<PythonVersion>,
    /// The release that was seen to build `abi3.abi3t` (PEP 803); none where no release does
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abi3t_since: Option<String>,
    /// Where that can be read
    pub evidence: String,
}

impl Backends {
    /// The row of a platform; `None` where maturin builds nothing.
    pub fn target(&self, platform: BuildPlatform) -> Option<&MaturinTarget> {
        self.maturin.iter().find(|row| row.platform == platform)
    }

    /// The row of a tool by its normalised name.
    pub fn tool(&self, name: &str) -> Option<&AbiTool> {
        self.tool.iter().find(|row| row.name == name)
    }
}

impl Table for Backends {
    const FILE: &'static str = "backends.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/backends.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.maturin.iter().map(|row| row.platform))
            .or_else(|| twice(self.tool.iter().map(|row| &row.name)))
            .or_else(|| {
                let odd = self.maturin.iter().find(|row| row.rust.is_empty())?;
                Some(format!("`{}` has no target", odd.platform))
            })
    }
}
