//! The facts of one source distribution.

use super::{Defect, Metadata};
use crate::model::{ParseError, SdistName};

/// A source distribution.
///
/// Rule: [source distribution format](https://packaging.python.org/en/latest/specifications/source-distribution-format/):
/// one top-level folder `{name}-{version}` with `pyproject.toml` and `PKG-INFO`.
#[derive(Debug)]
pub struct Sdist {
    /// The file name, taken apart
    pub name: Result<SdistName, ParseError>,
    /// All members in archive order, duplicates among them
    pub members: Vec<SourceMember>,
    /// The first parts of the members' paths, in order of appearance
    pub roots: Vec<String>,
    /// `{root}/PKG-INFO`
    pub pkg_info: Option<Metadata>,
    /// The text of `{root}/pyproject.toml`
    pub pyproject: Option<String>,
    /// What is wrong with the archive; lines have no meaning there and are 0
    pub defects: Vec<Defect>,
}

impl Sdist {
    /// The folder whose files were read: `{name}-{version}` by the file name where there is such
    /// a one, else the first.
    pub fn root(&self) -> Option<&str> {
        let named = self.name.as_ref().ok().map(SdistName::stem);
        self.roots
            .iter()
            .find(|root| Some(root.as_str()) == named)
            .or(self.roots.first())
            .map(String::as_str)
    }
}

/// A member of a source distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMember {
    /// The path inside the archive, as it is written there
    pub name: String,
    /// What it is
    pub kind: SourceKind,
    /// Bytes of content
    pub size: u64,
    /// Where a link points to, as written
    pub link: Option<String>,
}

/// What a member of a source distribution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A regular file
    File,
    /// A folder
    Dir,
    /// A symbolic link
    Symlink,
    /// A hard link
    Hardlink,
    /// A device, a pipe, a sparse file, or what else tar can hold
    Other(u8),
}
