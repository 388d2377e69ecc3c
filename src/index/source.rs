//! Where a file of an index is, and what the index states of it.

use jiff::Timestamp;

use super::Digest;
use crate::{
    dist::Stated,
    net::{Address, AddressError},
};

/// What an index states of a file beside what installers choose by.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// Where the file is: none where nothing is said of it, an error where that is no address
    pub address: Option<Result<Address, AddressError>>,
    /// The digest that the file must have; none where the index states none to rely on
    pub digest: Option<Digest>,
    /// Whether the file's metadata lie beside it (PEP 658 and PEP 714)
    pub metadata: MetadataBeside,
    /// `requires-python` as written
    pub requires_python: Option<String>,
    /// Why the file is yanked; empty where it is yanked without a reason
    pub yanked: Option<String>,
    /// When it was uploaded (PEP 700)
    pub uploaded: Option<Timestamp>,
}

/// Whether an index has a file's metadata as a file of its own: the file's address with
/// `.metadata` at its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MetadataBeside {
    /// It has not
    #[default]
    None,
    /// It has, and states no digest to rely on
    Unproven,
    /// It has, with this digest
    Proven(Digest),
}

impl Source {
    /// What rules compare the file with. `size` is what the index states of it in bytes.
    pub fn stated(&self, size: Option<u64>) -> Stated {
        Stated {
            size,
            requires_python: self.requires_python.clone(),
            yanked: self.yanked.clone(),
            metadata: match &self.metadata {
                MetadataBeside::Proven(digest) => digest.sha256(),
                MetadataBeside::None | MetadataBeside::Unproven => None,
            },
        }
    }
}
