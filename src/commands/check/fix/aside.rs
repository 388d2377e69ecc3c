//! The folder in which a file is made before it gets its name.
//!
//! It is held by a lock that the system releases with the process: whatever ends a run halfway,
//! the next one sees that nobody works there any more, and removes it.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use tempfile::TempDir;

/// How its name begins.
const PREFIX: &str = ".relkit-fix-";
/// The file in it that is locked.
const LOCK: &str = ".lock";

/// A folder that goes when it is dropped.
#[derive(Debug)]
pub(super) struct Aside {
    // Closed before the folder goes: fields are dropped in this order.
    _lock: File,
    folder: TempDir,
}

impl Aside {
    /// Makes one in a folder.
    pub(super) fn new(within: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(within)?;
        let lock = File::create(folder.path().join(LOCK))?;
        // A file system without locks: what is left there is not removed either.
        let _ = lock.try_lock();
        Ok(Self { _lock: lock, folder })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes those of runs that have ended. What cannot be removed stays: it is in nobody's way.
pub(super) fn tidy(within: &Path) {
    for entry in fs::read_dir(within).into_iter().flatten().flatten() {
        let is_aside = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if is_aside && entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_left(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether nobody holds the lock.
fn is_left(folder: &Path) -> bool {
    File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok())
}
