//! Several files, written all or none.

use std::{
    ffi::OsStr,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::Failure;

/// A folder that is there, and holds nothing but what is to be written.
///
/// Without `force` anything else in it, and a file of other bytes in the way, is refused.
pub(super) fn check_folder(
    folder: &Path,
    files: &[(String, Vec<u8>)],
    force: bool,
) -> Result<(), Failure> {
    let fail =
        |error: io::Error| Failure::new(format!("cannot read {}: {error}", folder.display()));
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(fail(error)),
    };
    for entry in entries {
        let entry = entry.map_err(fail)?;
        let ours = files.iter().find(|(name, _)| OsStr::new(name) == entry.file_name());
        let Some((_, bytes)) = ours else {
            if force {
                continue;
            }
            let shown = entry.path().display().to_string();
            return Err(Failure::new(format!("{shown} is not of relkit stub"))
                .hint("name a folder of its own; --force writes beside what is there"));
        };
        if !entry.file_type().map_err(fail)?.is_file() {
            return Err(Failure::new(format!("{} is no file", entry.path().display())));
        }
        let same = || fs::read(entry.path()).is_ok_and(|there| there == *bytes);
        if !force && !same() {
            return Err(Failure::new(format!("{} is there already", entry.path().display()))
                .hint("--force replaces it"));
        }
    }
    Ok(())
}

/// Writes them: each to a temporary file beside its place, and when all are on disk they are renamed.
/// A rename that fails takes back those before it. A folder that is not there is made.
pub(super) fn write_all(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Failure> {
    let fail = |path: &Path, error: &io::Error| {
        Failure::new(format!("cannot write {}: {error}", path.display()))
            .hint("nothing was changed; may you write in the folder?")
    };
    let mut made: Vec<PathBuf> = Vec::new();
    let result = (|| {
        let mut ready = Vec::new();
        for (path, bytes) in files {
            // A link stays, and what it points to is replaced.
            let path = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            make(folder, &mut made).map_err(|error| fail(folder, &error))?;
            let file = beside(&path, folder, bytes).map_err(|error| fail(&path, &error))?;
            ready.push((path, file));
        }
        place(ready).map_err(|(path, error)| fail(&path, &error))
    })();
    if result.is_err() {
        for folder in made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
    result
}

/// Makes a folder and those above it, and notes which were not there.
fn make(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent().filter(|it| !it.as_os_str().is_empty()) {
        make(above, made)?;
    }
    fs::create_dir(folder)?;
    made.push(folder.to_owned());
    Ok(())
}

fn beside(path: &Path, folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".relkit-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The process's umask applies, as for any new file.
        let mode = fs::metadata(path).map_or(0o666, |it| it.permissions().mode());
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = path;
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn place(ready: Vec<(PathBuf, NamedTempFile)>) -> Result<(), (PathBuf, io::Error)> {
    let mut done: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    for (path, file) in ready {
        let old = fs::read(&path).ok();
        if let Err(error) = file.persist(&path) {
            for (path, old) in done {
                let _ = match old {
                    Some(bytes) => fs::write(path, bytes),
                    None => fs::remove_file(path),
                };
            }
            return Err((path, error.error));
        }
        done.push((path, old));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("new/deep/a"), folder.path().join("b"));
        fs::create_dir(&b).unwrap();
        let files = [(a.clone(), b"1".to_vec()), (b.clone(), b"2".to_vec())];
        let failure = write_all(&files).unwrap_err();
        assert!(failure.message.starts_with("cannot write "), "{}", failure.message);
        assert!(!folder.path().join("new").exists());
        fs::remove_dir(&b).unwrap();
        write_all(&files).unwrap();
        assert_eq!((fs::read(a).unwrap(), fs::read(b).unwrap()), (b"1".to_vec(), b"2".to_vec()));
    }

    #[test]
    fn what_is_in_the_way_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let files = [("guard.py".to_owned(), b"1".to_vec())];
        let check = |force| check_folder(folder.path(), &files, force).map_err(|it| it.message);
        assert_eq!(check(false), Ok(()));
        fs::write(folder.path().join("guard.py"), "1").unwrap();
        assert_eq!(check(false), Ok(()));
        fs::write(folder.path().join("guard.py"), "2").unwrap();
        assert!(check(false).unwrap_err().ends_with("guard.py is there already"));
        assert_eq!(check(true), Ok(()));
        fs::write(folder.path().join("guard.py"), "1").unwrap();
        fs::write(folder.path().join("x"), "").unwrap();
        assert!(check(false).unwrap_err().ends_with("x is not of relkit stub"));
        assert_eq!(check(true), Ok(()));
    }
}
