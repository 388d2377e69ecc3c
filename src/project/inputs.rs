//! Which files were read, each with a digest: what a generated file can be traced back to.

use std::{cell::RefCell, collections::BTreeMap};

use sha2::{Digest, Sha256};

use super::{ProjectError, source::Files};

/// The files of a project that were read, by their path from the project's folder, each with the
/// SHA-256 of its bytes. A file that was looked for and is not there has no row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs(BTreeMap<String, [u8; 32]>);

impl Inputs {
    /// The files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8; 32])> {
        self.0.iter().map(|(path, digest)| (path.as_str(), digest))
    }
}

/// Files that note what is read from them.
pub(super) struct Noted<'a> {
    files: &'a dyn Files,
    read: RefCell<Inputs>,
}

impl<'a> Noted<'a> {
    /// The same files.
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self { files, read: RefCell::default() }
    }

    /// What was read.
    pub(super) fn inputs(&self) -> Inputs {
        self.read.borrow().clone()
    }
}

impl Files for Noted<'_> {
    fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, ProjectError> {
        let bytes = self.files.bytes(path)?;
        if let Some(bytes) = &bytes {
            let digest = Sha256::digest(bytes).into();
            self.read.borrow_mut().0.insert(path.to_owned(), digest);
        }
        Ok(bytes)
    }

    fn exists(&self, path: &str) -> bool {
        self.files.exists(path)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.files.names(folder)
    }
}
