//! The edits that let a Python go: each line that names it, in the file where it stands.
//!
//! Every edit is a splice of the text: what it does not cover stays byte for byte, line endings,
//! comments, quotes and a byte order mark with it. What is no plain statement of versions is not
//! guessed at: it comes out as a [`Left`] with its line.
//!
//! The same edits made once more change nothing.

mod braces;
mod draft;
mod error;
mod files;
mod list;
mod naming;
mod poetry;
mod toml;

use std::collections::BTreeMap;

pub use error::EditError;
pub use files::{PATHS, is_read};

use self::draft::Draft;
use super::Going;

/// A file that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// Path from the project's folder, with `/`
    pub path: String,
    /// The whole text as it is
    pub before: String,
    /// The whole text as it is to be
    pub after: String,
    /// What changes, in the order of the lines; at least one
    pub changes: Vec<Change>,
}

/// One change of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The line before the change, counted from 1
    pub line: usize,
    /// What is done, in one line without a full stop. Ex) `requires-python: >=3.9 becomes >=3.10`
    pub what: String,
}

/// A line that speaks of a dropped Python and is not edited: somebody has to look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// Path from the project's folder, with `/`
    pub path: String,
    /// Counted from 1
    pub line: usize,
    /// Why it is left, in one line without a full stop
    pub why: String,
}

/// What [`edits`] makes of a project's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// The files that change, in the order of their paths
    pub edited: Vec<Edited>,
    /// What is left, in the order of paths and lines
    pub left: Vec<Left>,
}

/// The edits of a project's files: texts by their path from the project's folder, with `/`. Paths
/// for which [`is_read`] is false are passed over.
pub fn edits(files: &BTreeMap<String, String>, going: &Going) -> Result<Edits, EditError> {
    let mut edits = Edits::default();
    for (path, text) in files.iter().filter(|(path, _)| is_read(path)) {
        let draft = Draft::new(path, text)?;
        let _ = going;
        let (edited, left) = draft.finish()?;
        edits.edited.extend(edited);
        edits.left.extend(left);
    }
    Ok(edits)
}
