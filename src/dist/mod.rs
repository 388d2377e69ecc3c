//! Wheels and source distributions, read into facts.
//!
//! Architecture invariants:
//! - Reading never judges. What is wrong inside a file is a fact about it ([`Damage`], [`Defect`],
//!   a [`ParseError`](crate::model::ParseError) for its name); rules decide what that is worth. Only
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
mod member;
mod metadata;
mod progress;
mod record;
mod run;
mod sdist;
mod verify;
mod wheel;
mod wheel_file;

use std::path::{Path, PathBuf};

pub use digest::Sha256Digest;
pub use error::{Cause, OpenError};
pub use headers::{Defect, Field, Headers};
pub use member::{BinaryFormat, Damage, Member, Method};
pub use metadata::Metadata;
pub use progress::Progress;
pub use record::{Record, Row};
pub use sdist::{Sdist, SourceKind, SourceMember};
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
}

/// The two kinds of distribution.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one a file: there are never many")]
pub enum Contents {
    /// `.whl`
    Wheel(Wheel),
    /// `.tar.gz`, or the older `.zip`
    Sdist(Sdist),
}

impl Dist {
    /// The wheel, if it is one.
    pub fn wheel(&self) -> Option<&Wheel> {
        match &self.contents {
            Contents::Wheel(wheel) => Some(wheel),
            Contents::Sdist(_) => None,
        }
    }

    /// The source distribution, if it is one.
    pub fn sdist(&self) -> Option<&Sdist> {
        match &self.contents {
            Contents::Sdist(sdist) => Some(sdist),
            Contents::Wheel(_) => None,
        }
    }

    /// The core metadata: `METADATA` of a wheel, `PKG-INFO` of a source distribution.
    pub fn metadata(&self) -> Option<&Metadata> {
        match &self.contents {
            Contents::Wheel(wheel) => wheel.metadata.as_ref(),
            Contents::Sdist(sdist) => sdist.pkg_info.as_ref(),
        }
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
