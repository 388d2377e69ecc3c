//! Files that an index tells of.

use super::{Metadata, Sha256Digest};
use crate::model::FileName;

/// A file whose content was not read: its name, and its metadata where they were to be had alone.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The file name, taken apart
    pub name: FileName,
    /// The core metadata, without the file around it
    pub metadata: Option<Metadata>,
}

/// What a package index states of a file, right or wrong.
///
/// Rule: [simple repository API](https://packaging.python.org/en/latest/specifications/simple-repository-api/)
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// Bytes (PEP 700)
    pub size: Option<u64>,
    /// `requires-python` as written: what installers decide by before they see the file
    pub requires_python: Option<String>,
    /// Why the file is yanked (PEP 592); empty where it is yanked without a reason
    pub yanked: Option<String>,
    /// The SHA-256 of the file `.metadata` beside it (PEP 658)
    pub metadata: Option<Sha256Digest>,
}
