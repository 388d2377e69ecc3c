//! Wheels and source distributions, read into facts.
//!
//! Architecture invariants:
//! - Reading never judges. What is wrong inside a file is a fact about it ([`Damage`], [`Defect`],
//!   a [`ParseError`] for its name); rules decide what that is worth. Only
//!   a container that cannot be opened is an error ([`OpenError`]).
//! - Input is hostile. Every bound on sizes and counts stands in [`limits`]; nothing is extracted
//!   to disk; no input panics.

mod archive;
pub mod binary;
mod budget;
mod digest;
mod error;
mod headers;
mod hold;
pub mod limits;
mod listed;
mod member;
mod metadata;
pub mod pack;
mod progress;
mod record;
mod run;
mod sdist;
mod texts;
mod verify;
mod wheel;
mod wheel_file;

use std::path::{Path, PathBuf};

use crate::model::{FileName, ParseError, ProjectName, SdistName, Version, WheelName};

pub use archive::structure::{Anomaly, Oddity, Structure};
pub use digest::Sha256Digest;
pub use error::{Cause, OpenError};
pub use headers::{Defect, Field, Headers};
pub use listed::{Listed, Stated};
pub use member::{BinaryFormat, Damage, Member, Method};
pub use metadata::Metadata;
pub use progress::Progress;
pub use record::{Record, Row};
pub use sdist::{PaxOddity, Sdist, SourceKind, SourceMember, TarStream};
pub use texts::texts;
pub use wheel::Wheel;
pub use wheel_file::WheelFile;

/// One distribution file and what is in it.
#[derive(Debug)]
pub struct Dist {
    /// Where it is, as it was given
    pub path: PathBuf,
    /// The last part of the path, which carries name, version and tags
    pub file_name: String,
    /// Bytes on disk
    pub size: u64,
    /// What is in it
    pub contents: Contents,
    /// What the index states of it, where it is from one
    pub stated: Option<Stated>,
}

/// The two kinds of distribution, and what is known by name alone.
#[derive(Debug)]
pub enum Contents {
    /// `.whl`
    Wheel(Wheel),
    /// `.tar.gz`, or the older `.zip`
    Sdist(Sdist),
    /// Either, listed by an index and not read
    Listed(Listed),
}

impl Dist {
    /// The wheel, if it is one.
    pub fn wheel(&self) -> Option<&Wheel> {
        match &self.contents {
            Contents::Wheel(wheel) => Some(wheel),
            Contents::Sdist(_) | Contents::Listed(_) => None,
        }
    }

    /// The source distribution, if it is one.
    pub fn sdist(&self) -> Option<&Sdist> {
        match &self.contents {
            Contents::Sdist(sdist) => Some(sdist),
            Contents::Wheel(_) | Contents::Listed(_) => None,
        }
    }

    /// The core metadata: `METADATA` of a wheel, `PKG-INFO` of a source distribution.
    pub fn metadata(&self) -> Option<&Metadata> {
        match &self.contents {
            Contents::Wheel(wheel) => wheel.metadata.as_ref(),
            Contents::Sdist(sdist) => sdist.pkg_info.as_ref(),
            Contents::Listed(listed) => listed.metadata.as_ref(),
        }
    }

    /// The wheel's name, if it is one by its ending; an error where it cannot be taken apart.
    pub fn wheel_name(&self) -> Option<Result<&WheelName, &ParseError>> {
        match &self.contents {
            Contents::Wheel(wheel) => Some(wheel.name.as_ref()),
            Contents::Listed(Listed { name: FileName::Wheel(name), .. }) => Some(Ok(name)),
            _ => None,
        }
    }

    /// The source distribution's name, if it is one by its ending.
    pub fn sdist_name(&self) -> Option<Result<&SdistName, &ParseError>> {
        match &self.contents {
            Contents::Sdist(sdist) => Some(sdist.name.as_ref()),
            Contents::Listed(Listed { name: FileName::Sdist(name), .. }) => Some(Ok(name)),
            _ => None,
        }
    }

    /// The project and the version by the file name, where that can be read.
    pub fn release(&self) -> Option<(&ProjectName, &Version)> {
        let wheel = || self.wheel_name()?.ok().map(|name| (&name.name, &name.version));
        let sdist = || self.sdist_name()?.ok().map(|name| (&name.name, &name.version));
        wheel().or_else(sdist)
    }
}

/// Reads files; the answers stand in the order of `paths`.
///
/// The members of all files are verified in parallel, largest first.
pub fn read(paths: &[PathBuf], progress: &Progress) -> Vec<Result<Dist, OpenError>> {
    run::read(paths, progress)
}

/// Reads one file.
pub fn read_one(path: &Path) -> Result<Dist, OpenError> {
    let mut answers = run::read(&[path.to_owned()], &Progress::default());
    answers.pop().unwrap_or(Err(OpenError { path: path.to_owned(), cause: Cause::Empty }))
}

/// Reads one file whose bytes are at hand, such as one that was downloaded or that a fuzzer made.
///
/// The name says what it is, as that of a file on disk would: `.whl`, `.tar.gz` or `.zip`.
pub fn read_bytes(file_name: &str, bytes: &[u8]) -> Result<Dist, OpenError> {
    run::read_bytes(file_name, bytes)
}
