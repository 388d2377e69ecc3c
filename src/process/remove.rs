//! Removes folders that foreign code has had to itself: it may have locked them.

use std::{
    fs::{self, Metadata},
    io,
    path::{Path, PathBuf},
};

/// Removes a folder and all that is in it, also from folders that nobody may read or write any more. That
/// it is gone already is no fault.
pub fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(_) => {
            unlock(folder);
            fs::remove_dir_all(folder)
        }
        Ok(()) => Ok(()),
    }
}

/// Gives its owner all rights to what keeps a folder from going, as far as that is allowed. No link is
/// followed.
fn unlock(folder: &Path) {
    let mut left: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        if let Some(permissions) = unlocked(&found) {
            // What it did not help with is told by who removes.
            let _ = fs::set_permissions(&path, permissions);
        }
        if found.is_dir() {
            let inner = fs::read_dir(&path).into_iter().flatten().filter_map(Result::ok);
            left.extend(inner.map(|entry| entry.path()));
        }
    }
}

/// On Unix it is the folder that keeps what is in it.
#[cfg(unix)]
fn unlocked(found: &Metadata) -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    let mode = found.permissions().mode();
    (found.is_dir() && mode & 0o700 != 0o700).then(|| fs::Permissions::from_mode(mode | 0o700))
}

#[cfg(not(unix))]
fn unlocked(found: &Metadata) -> Option<fs::Permissions> {
    let mut permissions = found.permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "it is removed at once")]
    permissions.set_readonly(false);
    (!found.is_symlink()).then_some(permissions)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::super::as_nobody;
    use super::*;

    #[test]
    fn what_is_locked_goes_and_nothing_else() {
        if as_nobody("process::remove::tests::what_is_locked_goes_and_nothing_else") {
            return;
        }
        let root = tempfile::tempdir().unwrap();
        let (ours, others) = (root.path().join("ours"), root.path().join("others"));
        let lock = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
        for folder in [ours.join("a/read only"), ours.join("b/c"), others.join("kept")] {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("file"), "").unwrap();
        }
        symlink(&others, ours.join("a/read only/link")).unwrap();
        lock(&ours.join("a/read only"), 0o555).unwrap();
        lock(&ours.join("b"), 0).unwrap();
        lock(&others, 0o500).unwrap();
        lock(&ours, 0o500).unwrap();
        remove(&ours).unwrap();
        assert!(!ours.exists());
        assert_eq!(fs::metadata(&others).unwrap().permissions().mode() & 0o777, 0o500);
        assert!(others.join("kept/file").exists());
        lock(&others, 0o700).unwrap();
        remove(&ours).unwrap();
        assert!(remove(&others.join("kept/file")).is_err(), "it is no folder");
    }
}
