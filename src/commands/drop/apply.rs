//! From edits to files: as a diff, or written, all of them or none.

mod diff;
mod stage;
mod tree;
mod write;

pub(super) use diff::diff;
pub(super) use tree::clean;
pub(super) use write::write;
