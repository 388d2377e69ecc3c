//! Why a distribution cannot be opened.

use std::{io, path::PathBuf};

/// A file that cannot be opened as what its name says: names the file and the cause.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{path}`: {cause}", path = .path.display())]
pub struct OpenError {
    /// The file
    pub path: PathBuf,
    /// Why, and where in the file
    pub cause: Cause,
}

/// Why a container cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The operating system refuses
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It has no bytes
    #[error("the file is empty")]
    Empty,
}

impl OpenError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        None
    }
}
