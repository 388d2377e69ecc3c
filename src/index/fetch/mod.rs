//! Files of an index, brought into a folder of files.
//!
//! Architecture invariants:
//! - No name leaves the folder: a place is made of the digits of a digest and of a file name of
//!   plain characters, and what lies there is used only where it is a regular file.
//! - A file is under its name only whole, and with the digest that the index states: it is written
//!   beside under another name and renamed. A file without a digest is kept for the run alone.
//! - What the folder holds is not trusted either: it is read through the digest before it is used.

mod cache;
mod error;
mod lazy;
mod metadata;
mod name;
mod part;

pub use cache::{Cache, Fetched};
pub use error::{Cause, FetchError};
pub use metadata::{Alone, metadata};

/// Bytes of one file. The largest known, with libraries for graphics cards, have some three
/// gigabytes.
pub const FILE: u64 = 8 << 30;

/// Bytes of all files of one release, as far as the index states them.
pub const RELEASE: u64 = 64 << 30;

/// How large a file may be of which the index states a size.
///
/// One that is a little off is for a rule to tell; one that is far off is not the file.
fn most(stated: Option<u64>) -> u64 {
    stated.map_or(FILE, |size| size.saturating_mul(2).saturating_add(1 << 20).min(FILE))
}
