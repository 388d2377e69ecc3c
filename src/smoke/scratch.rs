//! The folder of a run: whatever is made for it lies there, and goes with it.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use tempfile::TempDir;

use super::process::sweep;

/// The variable by which the processes of a run are known.
const RUN: &str = "RELKIT_SMOKE_RUN";

/// What a shell does once relkit is gone, in whichever way: the end of its input says so. Only
/// processes that carry the run's own folder as [`RUN`] are ended, and only that folder is removed.
const AFTERWARDS: &str = r#"read -r line
[ "$line" = done ] && exit 0
for folder in /proc/[0-9]*; do
    grep -qsazxF "RELKIT_SMOKE_RUN=$0" "$folder/environ" && kill -s KILL "${folder#/proc/}"
done
rm -rf -- "$0""#;

/// The folder of a run.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    number: AtomicUsize,
    janitor: Option<Child>,
}

impl Scratch {
    /// Makes the folder, where temporary files go.
    pub fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("relkit-smoke-").tempdir()?;
        let janitor = janitor(folder.path());
        Ok(Self { folder, number: AtomicUsize::new(0), janitor })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A new and empty folder in it.
    pub(super) fn folder(&self, what: &str) -> io::Result<PathBuf> {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let path = self.path().join(format!("{what}-{number}"));
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// All the variables that a trial in this folder gets: no `PYTHON…`, no `LD_…`.
    pub(super) fn variables(&self, folder: &Path) -> Vec<(OsString, OsString)> {
        let mut variables: Vec<(OsString, OsString)> = vec![
            self.mark(),
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

    /// The variable by which what is left of the run is found and ended.
    pub(super) fn mark(&self) -> (OsString, OsString) {
        (RUN.into(), self.path().into())
    }

    /// Ends what trials have left behind, and says how many processes there were.
    pub fn sweep(&self) -> usize {
        sweep(RUN, self.path().as_os_str())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.sweep();
        if let Some(mut janitor) = self.janitor.take() {
            if let Some(mut input) = janitor.stdin.take() {
                let _ = io::Write::write_all(&mut input, b"done\n");
            }
            let _ = janitor.wait();
        }
    }
}

/// Starts the shell that cleans up when relkit is ended before it can; in a group of its own, so that
/// a Ctrl-C does not end it too.
#[cfg(unix)]
fn janitor(folder: &Path) -> Option<Child> {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(AFTERWARDS).arg(folder).current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().ok()
}

#[cfg(not(unix))]
fn janitor(_: &Path) -> Option<Child> {
    None
}
