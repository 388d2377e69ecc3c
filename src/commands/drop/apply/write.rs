//! Writes edits: all of them or none.
//!
//! Everything that can fail for want of room or rights is done first, beside the files. What is left
//! is a rename for each, and a rename back where one fails.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use super::stage::Staged;
use crate::{commands::Failure, drop::edit::Edited};

const NOTHING: &str = "nothing was changed";

/// Writes all files or none. Each must still have the text that the edits were made from. A symbolic
/// link stays, and what it leads to is replaced, as long as that is in the folder.
pub(in super::super) fn write(folder: &Path, edited: &[Edited]) -> Result<(), Failure> {
    write_by(folder, edited, Staged::put)
}

fn write_by(
    folder: &Path,
    edited: &[Edited],
    put: impl Fn(&mut Staged) -> io::Result<()>,
) -> Result<(), Failure> {
    let root = fs::canonicalize(folder).map_err(|error| cannot(folder, &error))?;
    let mut files: Vec<(PathBuf, &Edited)> = Vec::new();
    for edited in edited {
        let real = real(&root, &edited.path)?;
        match files.iter().find(|(other, _)| *other == real) {
            None => files.push((real, edited)),
            Some((_, other)) if other.after == edited.after => {}
            Some((_, other)) => {
                let message = format!("{} and {} are one file", other.path, edited.path);
                return Err(Failure::new(message).hint(NOTHING));
            }
        }
    }
    let mut staged = Vec::new();
    for (real, edited) in &files {
        unchanged(real, edited)?;
        staged
            .push(Staged::new(real.clone(), &edited.after).map_err(|error| cannot(real, &error))?);
    }
    // To write them may have taken a while.
    for (real, edited) in &files {
        unchanged(real, edited)?;
    }
    for at in 0..staged.len() {
        let Err(error) = put(&mut staged[at]) else { continue };
        let failure = cannot(&staged[at].real, &error);
        let lost: Vec<String> = staged[..at].iter_mut().rev().filter_map(restore).collect();
        if lost.is_empty() {
            return Err(failure);
        }
        let hint = format!("the files before it could not be put back: {}", lost.join("; "));
        return Err(Failure { hint: Some(hint), ..failure });
    }
    Ok(())
}

/// Puts a file back; what became of it where that cannot be.
fn restore(staged: &mut Staged) -> Option<String> {
    let (error, kept) = staged.back().err()?;
    let cause = cause(&error);
    Some(format!("{} ({cause}; its old text is {})", staged.real.display(), kept.display()))
}

/// The file that a path leads to: a plain file in the folder that may be written, or none yet.
fn real(root: &Path, path: &str) -> Result<PathBuf, Failure> {
    let refuse = |why: &str| Failure::new(format!("cannot write {path}: {why}")).hint(NOTHING);
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if !inside || path.is_empty() {
        return Err(refuse("it leads out of the folder"));
    }
    let joined = root.join(path);
    let real = match fs::canonicalize(&joined) {
        Ok(real) => real,
        // A link to nothing would be written through by nobody who knows.
        Err(_) if joined.symlink_metadata().is_ok() => {
            return Err(refuse("its link leads nowhere"));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let (parent, name) = (joined.parent(), joined.file_name());
            let (Some(parent), Some(name)) = (parent, name) else { return Err(refuse("no name")) };
            let parent = fs::canonicalize(parent);
            parent.map_err(|_| refuse("its folder is not there"))?.join(name)
        }
        Err(error) => return Err(refuse(&cause(&error))),
    };
    if !real.starts_with(root) {
        return Err(refuse("its link leads out of the folder"));
    }
    match fs::metadata(&real) {
        Ok(meta) if !meta.is_file() => Err(refuse("it is no file")),
        Ok(meta) if meta.permissions().readonly() => Err(refuse("it is read-only")),
        _ => Ok(real),
    }
}

/// Whether a file still has the text that was read; one that was not there has none.
fn unchanged(real: &Path, edited: &Edited) -> Result<(), Failure> {
    let same = match fs::read(real) {
        Ok(bytes) => bytes == edited.before.as_bytes(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => edited.before.is_empty(),
        Err(error) => return Err(cannot(real, &error)),
    };
    if same {
        return Ok(());
    }
    let message = format!("{} was changed while it was being edited", edited.path);
    Err(Failure::new(message).hint("nothing was changed by relkit: run it once more"))
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {}", path.display(), cause(error))).hint(NOTHING)
}

/// tempfile wraps the cause with a temporary name, which tells nothing.
fn cause(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|wrapped| wrapped.source());
    inner.map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn edited(path: &str, before: &str, after: &str) -> Edited {
        let (before, after) = (before.to_owned(), after.to_owned());
        Edited { path: path.to_owned(), before, after, changes: Vec::new() }
    }

    /// A folder with `a`, `b` and `c`, which hold their names.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        folder
    }

    fn edits() -> [Edited; 3] {
        ["a", "b", "c"].map(|name| edited(name, name, &name.to_uppercase()))
    }

    /// All files and links of a folder, with what they hold.
    fn held(folder: &Path) -> String {
        let mut names: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        let text = |path: &PathBuf| fs::read_to_string(path).unwrap_or_else(|_| "-".to_owned());
        let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        names.iter().map(|path| format!("{}={} ", name(path), text(path))).collect()
    }

    fn refused(folder: &Path, edits: &[Edited]) -> String {
        let failure = write(folder, edits).unwrap_err();
        let text = format!("{}\nhint: {}", failure.message, failure.hint.unwrap_or_default());
        let real = fs::canonicalize(folder).unwrap();
        text.replace(&real.display().to_string(), "[DIR]")
    }

    #[test]
    fn all_are_written_and_nothing_else_is_left() {
        let folder = folder();
        let mut edits = edits().to_vec();
        edits.push(edited("new", "", "N"));
        write(folder.path(), &edits).unwrap();
        assert_eq!(held(folder.path()), "a=A b=B c=C new=N ");
    }

    #[test]
    fn one_that_fails_takes_all_back() {
        for fails in 0..4 {
            let folder = folder();
            let mut edits = edits().to_vec();
            edits.insert(0, edited("new", "", "N"));
            let calls = Cell::new(0);
            let put = |staged: &mut Staged| {
                calls.set(calls.get() + 1);
                if calls.get() > fails { Err(io::Error::other("broken")) } else { staged.put() }
            };
            let failure = write_by(folder.path(), &edits, put).unwrap_err();
            assert!(failure.message.ends_with(": broken"), "{}", failure.message);
            assert_eq!(failure.hint.as_deref(), Some(NOTHING));
            assert_eq!(held(folder.path()), "a=a b=b c=c ", "after {fails}");
        }
    }

    #[test]
    fn a_text_that_cannot_be_put_back_is_kept() {
        let folder = folder();
        let calls = Cell::new(0);
        let put = |staged: &mut Staged| {
            calls.set(calls.get() + 1);
            if calls.get() == 2 {
                // A folder in the place of the file that was written already.
                let written = folder.path().join("a");
                fs::remove_file(&written).unwrap();
                fs::create_dir_all(written.join("x")).unwrap();
                return Err(io::Error::other("broken"));
            }
            staged.put()
        };
        let failure = write_by(folder.path(), &edits(), put).unwrap_err();
        let hint = failure.hint.unwrap();
        let (_, name) = hint.rsplit_once("its old text is ").unwrap();
        assert_eq!(fs::read_to_string(name.trim_end_matches(')')).unwrap(), "a");
    }

    #[test]
    fn a_file_changed_meanwhile_stops_all() {
        let folder = folder();
        fs::write(folder.path().join("b"), "mine").unwrap();
        insta::assert_snapshot!(refused(folder.path(), &edits()), @r"
        b was changed while it was being edited
        hint: nothing was changed by relkit: run it once more
        ");
        fs::remove_file(folder.path().join("b")).unwrap();
        refused(folder.path(), &edits());
        assert_eq!(held(folder.path()), "a=a c=c ");
    }

    #[test]
    fn paths_that_lead_out_are_refused() {
        let folder = folder();
        for path in ["../x", "/etc/hostname", "", "a/../../x", "."] {
            let said = refused(folder.path(), &[edited("a", "a", "A"), edited(path, "", "x")]);
            assert!(said.contains("it leads out of the folder"), "{said}");
        }
        let said = refused(folder.path(), &[edited("no/such", "", "x")]);
        insta::assert_snapshot!(said, @r"
        cannot write no/such: its folder is not there
        hint: nothing was changed
        ");
        assert_eq!(held(folder.path()), "a=a b=b c=c ");
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

        use super::*;

        #[test]
        fn links_stay_and_lead_nowhere_else() {
            let (folder, other) = (folder(), tempfile::tempdir().unwrap());
            let path = folder.path();
            fs::write(other.path().join("x"), "x").unwrap();
            symlink(other.path().join("x"), path.join("out")).unwrap();
            symlink(other.path(), path.join("dir")).unwrap();
            symlink("nothing", path.join("dead")).unwrap();
            symlink("a", path.join("link")).unwrap();
            let mut said = String::new();
            for edit in [
                edited("out", "x", "X"),
                edited("dir/x", "x", "X"),
                edited("dir/new", "", "X"),
                edited("dead", "", "X"),
                edited("link", "a", "other"),
            ] {
                said += &(refused(path, &[edited("a", "a", "A"), edit]) + "\n");
            }
            insta::assert_snapshot!(said, @r"
            cannot write out: its link leads out of the folder
            hint: nothing was changed
            cannot write dir/x: its link leads out of the folder
            hint: nothing was changed
            cannot write dir/new: its link leads out of the folder
            hint: nothing was changed
            cannot write dead: its link leads nowhere
            hint: nothing was changed
            a and link are one file
            hint: nothing was changed
            ");
            write(path, &[edited("link", "a", "A"), edited("a", "a", "A")]).unwrap();
            assert_eq!(fs::read_link(path.join("link")).unwrap(), Path::new("a"));
            assert_eq!(fs::read_to_string(path.join("a")).unwrap(), "A");
        }

        #[test]
        fn permissions_stay() {
            let folder = folder();
            let path = folder.path().join("a");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o757)).unwrap();
            write(folder.path(), &edits()).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o757);
        }

        #[test]
        fn what_is_no_file_or_read_only_is_refused() {
            let folder = folder();
            let path = folder.path();
            fs::create_dir(path.join("d")).unwrap();
            fs::set_permissions(path.join("c"), fs::Permissions::from_mode(0o444)).unwrap();
            insta::assert_snapshot!(refused(path, &edits()), @r"
            cannot write c: it is read-only
            hint: nothing was changed
            ");
            let said = refused(path, &[edited("a", "a", "A"), edited("d", "", "x")]);
            insta::assert_snapshot!(said, @r"
            cannot write d: it is no file
            hint: nothing was changed
            ");
            assert_eq!(held(path), "a=a b=b c=c d=- ");
        }
    }
}
