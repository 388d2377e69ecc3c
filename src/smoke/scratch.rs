//! The folder of a run: whatever is made for it lies there, and goes with it.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use tempfile::TempDir;

use crate::process::{Kept, keep, remove};

/// The folder of a run.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    number: AtomicUsize,
    /// Given up once the folder is gone
    _kept: Kept,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Who wants to know whether it went has closed it.
        let _ = remove(self.path());
    }
}

impl Scratch {
    /// Makes the folder, where temporary files go. It is removed in whichever way relkit ends.
    pub fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("relkit-smoke-").tempdir()?;
        let kept = keep(folder.path());
        Ok(Self { folder, number: AtomicUsize::new(0), _kept: kept })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes it now; an error is why something of it remains.
    pub fn close(self) -> io::Result<()> {
        remove(self.path())
    }

    /// A new and empty folder in it.
    pub(super) fn folder(&self, what: &str) -> io::Result<PathBuf> {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let path = self.path().join(format!("{what}-{number}"));
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// All the variables that a trial in this folder gets: no `PYTHON…`, no `LD_…`.
    pub(super) fn variables(folder: &Path) -> Vec<(OsString, OsString)> {
        let mut variables: Vec<(OsString, OsString)> = vec![
            ("HOME".into(), folder.into()),
            ("TMPDIR".into(), folder.into()),
            ("LANG".into(), "C.UTF-8".into()),
        ];
        if cfg!(windows) {
            // Without these neither libraries nor random numbers are there.
            for name in ["SystemRoot", "SystemDrive", "PATH", "PATHEXT", "ComSpec"] {
                if let Some(value) = std::env::var_os(name) {
                    variables.push((name.into(), value));
                }
            }
            variables.push(("TEMP".into(), folder.into()));
            variables.push(("TMP".into(), folder.into()));
        } else {
            variables.push(("PATH".into(), "/usr/bin:/bin".into()));
        }
        variables
    }
}
