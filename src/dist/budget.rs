//! What all files of one run may hold in memory together.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Cause, limits};

/// Counts what is kept; shared by the threads.
#[derive(Debug, Default)]
pub(super) struct Budget {
    members: AtomicU64,
    names: AtomicU64,
    text: AtomicU64,
}

impl Budget {
    /// Room for one member whose name and link have this many bytes.
    pub(super) fn member(&self, name: usize) -> Result<(), Cause> {
        take(&self.members, 1, limits::RUN_MEMBERS, "members")?;
        take(&self.names, name as u64, limits::RUN_NAMES, "names of members")
    }

    /// Room for a text of this many bytes.
    pub(super) fn text(&self, bytes: u64) -> Result<(), Cause> {
        take(&self.text, bytes, limits::RUN_TEXT, "metadata")
    }
}

fn take(taken: &AtomicU64, more: u64, limit: u64, what: &'static str) -> Result<(), Cause> {
    let before = taken.fetch_add(more, Ordering::Relaxed);
    if before.saturating_add(more) > limit { Err(Cause::Together(what)) } else { Ok(()) }
}
