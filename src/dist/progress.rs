//! How far reading is: counters that a progress bar polls.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes to inflate and bytes inflated, over all files of one run.
///
/// Counters and no callback: the reader must not wait for a terminal, and many threads report.
#[derive(Debug, Default)]
pub struct Progress {
    total: AtomicU64,
    done: AtomicU64,
}

impl Progress {
    /// Bytes that are to be verified; 0 until the directories were read.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Bytes that were verified.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}
