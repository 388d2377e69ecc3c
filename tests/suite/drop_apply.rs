//! `relkit drop --diff` and `--write` on real repositories: all files or none, and only what git can
//! bring back.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::support::relkit::{Ran, TODAY, masked, ran, relkit};

const PYPROJECT: &str = "\
[build-system]
requires = ['hatchling']
build-backend = 'hatchling.build'

[project]
name = 'demo'
version = '2.0'
requires-python = '>=3.9'  # the oldest
classifiers = [
    'Programming Language :: Python :: 3.9',
    'Programming Language :: Python :: 3.10',
]

[tool.ruff]
target-version = 'py39'
";

const TOX: &str = "[tox]\r\nenv_list = py{39,310}\r\n";

/// A project in two files, in a repository with one commit.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pyproject.toml"), PYPROJECT).unwrap();
    fs::write(folder.path().join("tox.ini"), TOX).unwrap();
    // A runner's own settings must not change line ends.
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["config", "core.autocrlf", "false"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-qm", "Begin"]);
    folder
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.invalid"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(folder).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn arguments<'a>(folder: &'a TempDir, more: &[&'a str]) -> Vec<&'a str> {
    let project = folder.path().to_str().unwrap();
    [&["drop", "3.9", "--as-of", TODAY, "--project", project][..], more].concat()
}

fn drop_in(folder: &TempDir, more: &[&str]) -> Ran {
    ran(&arguments(folder, more))
}

/// The files of the folder and what they hold.
fn held(folder: &TempDir) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder.path()).unwrap().map(Result::unwrap);
    let files = files.filter(|entry| entry.path().is_file());
    let held = files.map(|entry| {
        let text = fs::read_to_string(entry.path()).unwrap();
        (entry.file_name().into_string().unwrap(), text)
    });
    held.collect()
}

#[test]
fn the_diff_is_what_would_be_written_and_touches_nothing() {
    let folder = repository();
    let before = held(&folder);
    let patch = drop_in(&folder, &["--diff"]);
    assert_eq!((patch.status, held(&folder) == before), (Some(1), true), "{}", patch.err);
    assert!(patch.out.contains("+env_list = py") && patch.out.contains("310"), "{}", patch.out);
    drop_in(&folder, &["--write"]);
    let after = held(&folder);
    assert_ne!(after, before);
    // git makes the same of it, line ends and all.
    git(folder.path(), &["checkout", "-q", "."]);
    assert_eq!(held(&folder), before);
    let aside = tempfile::NamedTempFile::new().unwrap();
    fs::write(aside.path(), &patch.out).unwrap();
    git(folder.path(), &["apply", aside.path().to_str().unwrap()]);
    assert_eq!(held(&folder), after);
}

#[test]
fn changes_that_no_commit_holds_are_not_mixed_with() {
    let folder = repository();
    fs::write(folder.path().join("tox.ini"), format!("{TOX}\r\n")).unwrap();
    let before = held(&folder);
    let refused = drop_in(&folder, &["--write"]);
    assert_eq!((refused.status, &held(&folder)), (Some(2), &before));
    insta::assert_snapshot!(refused.err, @r"
    error: there is a change that no commit holds: tox.ini
    hint: commit or stash first; or write all the same with --force
    ");
    let forced = drop_in(&folder, &["--write", "--force"]);
    assert_ne!(forced.status, Some(2), "{}", forced.err);
    assert_ne!(held(&folder), before);
}

#[test]
fn without_a_repository_there_is_no_way_back() {
    let folder = repository();
    fs::remove_dir_all(folder.path().join(".git")).unwrap();
    let before = held(&folder);
    let refused = drop_in(&folder, &["--write"]);
    assert_eq!((refused.status, &held(&folder)), (Some(2), &before));
    insta::assert_snapshot!(masked(&refused.err, &folder), @r"
    error: [DIR] is in no git repository: nothing could bring the files back
    hint: commit it first; or write all the same with --force
    ");
    drop_in(&folder, &["--write", "--force"]);
    assert_ne!(held(&folder), before);
}

/// A bound on the size of files is a disk that is full for the larger of two.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_all_as_it_was() {
    let folder = repository();
    let long = format!("{PYPROJECT}# {}\n", "x".repeat(64 << 10));
    fs::write(folder.path().join("pyproject.toml"), long).unwrap();
    git(folder.path(), &["commit", "-qam", "Grow"]);
    let before = held(&folder);
    let command = relkit(&arguments(&folder, &["--write"]));
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let quoted: Vec<String> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
    // The signal of the bound is ignored, so that the write fails as on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f 16; exec {}", quoted.join(" "));
    let run = Ran::from(Command::new("sh").args(["-c", &script]).output().unwrap());
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert!(run.err.contains("cannot write "), "{}", run.err);
    assert!(run.err.contains("hint: nothing was changed"), "{}", run.err);
    assert_eq!(held(&folder), before);
}

#[cfg(unix)]
#[test]
fn links_and_read_only_files_are_not_written_through() {
    use std::os::unix::fs::PermissionsExt;
    let folder = repository();
    let tox = folder.path().join("tox.ini");
    let mode = |mode| fs::set_permissions(&tox, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o444);
    let before = held(&folder);
    let refused = drop_in(&folder, &["--write"]);
    assert_eq!((refused.status, &held(&folder)), (Some(2), &before));
    insta::assert_snapshot!(refused.err, @r"
    error: cannot write tox.ini: it is read-only
    hint: nothing was changed
    ");
    mode(0o640);
    drop_in(&folder, &["--write"]);
    assert_ne!(held(&folder), before);
    assert_eq!(fs::metadata(&tox).unwrap().permissions().mode() & 0o777, 0o640);
    let other = tempfile::tempdir().unwrap();
    let folder = repository();
    let outside = other.path().join("tox.ini");
    fs::write(&outside, TOX).unwrap();
    fs::remove_file(folder.path().join("tox.ini")).unwrap();
    std::os::unix::fs::symlink(&outside, folder.path().join("tox.ini")).unwrap();
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-qm", "Link"]);
    // A link that leads out of the folder stops all edits, and is named.
    let refused = drop_in(&folder, &["--write"]);
    assert_eq!(refused.status, Some(2), "{}", refused.err);
    assert!(refused.err.contains("tox.ini"), "{}", refused.err);
    assert_eq!(fs::read_to_string(&outside).unwrap(), TOX);
    assert_eq!(fs::read_to_string(folder.path().join("pyproject.toml")).unwrap(), PYPROJECT);
}
