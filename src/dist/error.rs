//! Why a distribution cannot be opened.

use std::{io, path::PathBuf};

use super::limits;

/// A file that cannot be opened as what its name says: names the file, the cause, and the place
/// in the file where there is one.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{path}`: {cause}", path = .path.display())]
pub struct OpenError {
    /// The file
    pub path: PathBuf,
    /// Why
    pub cause: Cause,
}

/// Why a container cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The operating system refuses
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A folder stands there
    #[error("it is a folder")]
    Folder,
    /// A device, a pipe or a socket stands there
    #[error("it is no regular file")]
    Special,
    /// The name has none of the endings of distributions
    #[error("its name ends in none of `.whl`, `.tar.gz`, `.zip`")]
    Ending,
    /// It has no bytes
    #[error("the file is empty")]
    Empty,
    /// It is something else than its name says
    #[error("it is no {wanted}: {}", found.map_or("its first bytes are of no kind that relkit knows".to_owned(), |found| format!("it looks like {found}")))]
    Kind {
        /// By the name
        wanted: &'static str,
        /// By the first bytes
        found: Option<&'static str>,
    },
    /// A zip archive without its end
    #[error(
        "it is cut short: the end record of a zip archive is missing from its last bytes, before offset {size}"
    )]
    CutShort {
        /// Bytes of the file
        size: u64,
    },
    /// The records at the end of a zip archive contradict each other or the file
    #[error("its directory cannot be found: {why}, by the end record at offset {at}")]
    EndRecord {
        /// Offset of the end record
        at: u64,
        /// What is wrong
        why: String,
    },
    /// The central directory cannot be read
    #[error("its directory cannot be read: entry {entry} of {entries}: {why}")]
    Directory {
        /// Counted from 1
        entry: u64,
        /// By the end record
        entries: u64,
        /// What is wrong
        why: String,
    },
    /// More members than relkit reads
    #[error("it declares {members} members, relkit reads at most {}", limits::MEMBERS)]
    Members {
        /// By the archive
        members: u64,
    },
    /// A larger directory than relkit reads
    #[error("its directory has {bytes} bytes, relkit reads at most {}", limits::DIRECTORY)]
    DirectorySize {
        /// By the end record
        bytes: u64,
    },
    /// It inflates out of all proportion
    #[error(
        "it is a bomb: {size} bytes inflate to {inflated} or more, over {} times the size",
        limits::RATIO
    )]
    Bomb {
        /// Bytes of the file
        size: u64,
        /// Bytes that are declared or that came out
        inflated: u64,
    },
    /// All of its files want a password
    #[error("all of its files are encrypted")]
    Encrypted,
    /// The gzip stream cannot be read to its end
    #[error("its gzip stream is {}, after {after} inflated bytes", if *.cut_short { "cut short" } else { "broken" })]
    Gzip {
        /// The file ends before the stream does
        cut_short: bool,
        /// Inflated bytes before the fault
        after: u64,
    },
    /// The tar archive inside cannot be read
    #[error("its tar archive is broken after {after} inflated bytes: {why}")]
    Tar {
        /// Inflated bytes before the fault
        after: u64,
        /// What is wrong
        why: String,
    },
    /// The files before it hold as much as relkit keeps at once
    #[error("the files before it hold all the {0} that relkit keeps at once")]
    Together(&'static str),
}

impl OpenError {
    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match &self.cause {
            Cause::Io(error) if error.kind() == io::ErrorKind::NotFound => {
                "build the distributions first, or name the folder that holds them"
            }
            Cause::Io(_) | Cause::Special => return None,
            Cause::Folder => "name the files in it, or a pattern such as FOLDER/*.whl",
            Cause::Ending => "give wheels and source distributions, under their own names",
            Cause::Kind { found: Some("a Git LFS pointer"), .. } => {
                "fetch the file itself with git lfs pull"
            }
            Cause::Empty
            | Cause::Kind { .. }
            | Cause::CutShort { .. }
            | Cause::EndRecord { .. }
            | Cause::Directory { .. }
            | Cause::Gzip { .. }
            | Cause::Tar { .. } => "build or download the file again",
            Cause::Members { .. } | Cause::DirectorySize { .. } | Cause::Bomb { .. } => {
                "look at how it was made: no real distribution is like this"
            }
            Cause::Encrypted => "no installer knows a password; write the archive without one",
            Cause::Together(_) => "check fewer files at a time",
        })
    }
}
