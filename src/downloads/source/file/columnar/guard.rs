//! Panics of the Parquet reader, which damaged files bring about, as errors.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
    path::Path,
    sync::Once,
};

use super::Bad;
use crate::downloads::SourceError;

thread_local! {
    /// Whether this thread runs code of the reader
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Runs code of the Parquet reader. Where a damaged file makes it panic, that is one more way to
/// say that it is damaged.
pub(in crate::downloads) fn guarded<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, Bad>,
) -> Result<T, SourceError> {
    let malformed = |why: String| SourceError::Malformed { place: path.display().to_string(), why };
    match panic::catch_unwind(AssertUnwindSafe(|| quietly(work))) {
        Ok(done) => done.map_err(|bad| match bad {
            Bad::Parquet(error) => {
                malformed(format!("the Parquet file is cut or damaged: {error}"))
            }
            other => malformed(other.to_string()),
        }),
        Err(_) => Err(malformed("the Parquet file is damaged: it cannot be decoded".to_owned())),
    }
}

/// Runs code on this thread whose panics are caught further out: nothing is printed of them.
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            READING.set(self.0);
        }
    }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !READING.get() {
                others(panic);
            }
        }));
    });
    let _before = Before(READING.replace(true));
    work()
}
