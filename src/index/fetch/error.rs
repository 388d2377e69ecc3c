//! Why a file of an index is not there.

use std::{io, path::PathBuf};

use super::FILE;
use crate::{
    index::Digest,
    net::{AddressError, DownloadError, NetError},
};

/// A file that could not be brought: names the file and the cause.
#[derive(Debug, thiserror::Error)]
#[error("cannot fetch `{name}`: {cause}")]
pub struct FetchError {
    /// The file's name
    pub name: String,
    /// Why
    pub cause: Cause,
}

/// Why a file could not be brought.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// Not all of it came
    #[error(transparent)]
    Net(#[from] NetError),
    /// Its name is none to write to disk
    #[error("its name is refused: {0}")]
    Name(&'static str),
    /// The index does not say where it is
    #[error("the index states no address of it")]
    Nowhere,
    /// What the index says of its place cannot be used
    #[error("{0}")]
    Address(#[from] AddressError),
    /// The index states more bytes than relkit fetches
    #[error("the index states {0} bytes, relkit fetches at most {FILE}")]
    TooLarge(u64),
    /// It came twice with a wrong digest
    #[error("its {} is wrong: the index states {}, what came has {}", .wanted.algorithm(), .wanted.hex(), .found)]
    Digest {
        /// By the index
        wanted: Digest,
        /// The digits of what came last
        found: String,
    },
    /// It cannot be kept
    #[error("cannot write in `{}`: {source}", .folder.display())]
    Store {
        /// Where
        folder: PathBuf,
        /// Why
        source: io::Error,
    },
    /// Something else than a folder or a file lies where it belongs
    #[error("`{}` is no regular {what}", .path.display())]
    Place {
        /// What lies there
        path: PathBuf,
        /// `file` or `folder`
        what: &'static str,
    },
    /// The wheel's end could be read, and its metadata not
    #[error("its metadata cannot be read: {0}")]
    Archive(String),
}

impl FetchError {
    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        Some(match &self.cause {
            Cause::Net(error) => return error.hint(),
            Cause::Digest { .. } => {
                "the index and its files contradict each other: do not install this file".to_owned()
            }
            Cause::Store { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                "make room, or give a folder on another disk with --cache-dir".to_owned()
            }
            Cause::Store { .. } | Cause::Place { .. } => {
                "--cache-dir names another folder for downloads".to_owned()
            }
            Cause::TooLarge(_) => "--metadata-only reads no contents".to_owned(),
            Cause::Name(_) | Cause::Nowhere | Cause::Address(_) | Cause::Archive(_) => return None,
        })
    }

    /// Whether the network or the server was not there, so that other files need not be tried.
    pub fn is_connection_error(&self) -> bool {
        matches!(&self.cause, Cause::Net(error) if error.is_connection_error())
    }
}

impl Cause {
    /// From a download into a file in `folder`.
    pub(super) fn of_download(error: DownloadError, folder: &std::path::Path) -> Self {
        match error {
            DownloadError::Net(error) => Self::Net(error),
            DownloadError::Sink(source) => Self::Store { folder: folder.to_owned(), source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_file_and_the_cause() {
        let said = |cause| {
            let error = FetchError { name: "demo-1.0.tar.gz".to_owned(), cause };
            format!("{error}\n{}", error.hint().unwrap_or_default())
        };
        let wanted = Digest::of_text(&format!("sha224={}", "0".repeat(56))).unwrap();
        insta::assert_snapshot!(said(Cause::Digest { wanted, found: "1f".to_owned() }), @r"
        cannot fetch `demo-1.0.tar.gz`: its sha224 is wrong: the index states 00000000000000000000000000000000000000000000000000000000, what came has 1f
        the index and its files contradict each other: do not install this file
        ");
        let source = io::Error::from(io::ErrorKind::StorageFull);
        insta::assert_snapshot!(said(Cause::Store { folder: "cache".into(), source }), @r"
        cannot fetch `demo-1.0.tar.gz`: cannot write in `cache`: no storage space
        make room, or give a folder on another disk with --cache-dir
        ");
        insta::assert_snapshot!(said(Cause::Place { path: "cache/files".into(), what: "folder" }), @r"
        cannot fetch `demo-1.0.tar.gz`: `cache/files` is no regular folder
        --cache-dir names another folder for downloads
        ");
        insta::assert_snapshot!(said(Cause::Name("it is a device on Windows")), @"cannot fetch `demo-1.0.tar.gz`: its name is refused: it is a device on Windows");
        insta::assert_snapshot!(said(Cause::TooLarge(1 << 40)), @r"
        cannot fetch `demo-1.0.tar.gz`: the index states 1099511627776 bytes, relkit fetches at most 8589934592
        --metadata-only reads no contents
        ");
    }
}
