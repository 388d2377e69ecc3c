//! The files of one version of a project.

use super::Source;
use crate::{
    installer::ReleaseFile,
    model::{ProjectName, Version},
};

/// A release: the files of one version of one project, in the order in which they were listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// The project, as the index or the first file spells it
    pub name: ProjectName,
    /// The version, as the first file spells it
    pub version: Version,
    /// Its wheels and source distributions; at least one
    pub files: Vec<ReleaseFile>,
    /// Where each of them is; none where it comes from a list
    pub sources: Vec<Source>,
    /// Names that stand beside them and are none of wheels or source distributions. Ex)
    /// `demo-1.0.win32-py2.7.exe`
    pub unknown: Vec<String>,
}
