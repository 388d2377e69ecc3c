//! How far reading is: counters that a progress bar polls.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes to verify and bytes verified, over all files of one run: the inflated ones of wheels, the
/// compressed ones of source distributions.
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

    pub(super) fn expect(&self, bytes: u64) {
        self.total.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn advance(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }
}
