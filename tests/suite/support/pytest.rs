//! An environment with real pytest and real plugins, and the suites of `tests/smoke/suites`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use super::{
    python::{environment_of, root},
    relkit::relkit,
};

/// An environment with pytest and eight plugins, which is made once.
pub(crate) static WITH_PYTEST: LazyLock<PathBuf> =
    LazyLock::new(|| environment_of("tests/oracles/smoke/pytest.txt", "target/smoke/pytest"));

pub(crate) fn python() -> PathBuf {
    WITH_PYTEST.join("bin/python")
}

/// A suite of `tests/smoke/suites`, in a folder without anything above it.
pub(crate) fn suite(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = root().join("tests/smoke/suites").join(name);
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
    }
    folder
}

/// Where pytest keeps temporary folders: it leaves the last of them behind.
pub(crate) fn temporary(folder: &Path) -> PathBuf {
    let temporary = folder.join(".temporary");
    fs::create_dir_all(&temporary).unwrap();
    temporary
}

/// `relkit smoke --pytest .` in a folder.
pub(crate) fn advise(folder: &Path, more: &[&str]) -> Command {
    let mut command = relkit(&["smoke", "--pytest", "."]);
    command.args(more).current_dir(folder).env("TMPDIR", temporary(folder));
    command
}
