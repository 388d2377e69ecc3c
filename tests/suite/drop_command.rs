//! `relkit drop` as a user runs it: what it refuses, what it touches, and that doing it once is
//! enough.

use std::{collections::BTreeMap, fs, io::Read, path::Path, process::Command};

use flate2::read::GzDecoder;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    python::{self, program, root},
    relkit::{Ran, TODAY, masked, project, ran},
};

fn dropped(folder: &Path, more: &[&str]) -> Ran {
    ran(&[&["drop", "--as-of", TODAY, "--project", folder.to_str().unwrap()][..], more].concat())
}

/// All files of a folder but git's own.
fn held(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() && entry.file_name() != ".git" {
                open.push(path);
            } else if path.is_file() {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                out.insert(name, fs::read(path).unwrap());
            }
        }
    }
    out
}

/// Why it refuses; nothing is touched, even with `--write`.
fn refused(folder: &TempDir, more: &[&str]) -> String {
    let before = held(folder.path());
    let mut said = String::new();
    for write in [&[][..], &["--write", "--force"][..]] {
        let run = dropped(folder.path(), &[more, write].concat());
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{more:?}: {}", run.err);
        said = masked(&run.err, folder);
    }
    assert_eq!(held(folder.path()), before);
    said
}

fn stating(text: &str) -> TempDir {
    project(&format!(
        "[build-system]\nrequires = []\nbuild-backend = 'hatchling.build'\n[project]\nname = 'demo'\nversion = '2.0'\n{text}\n"
    ))
}

#[test]
fn pythons_that_cannot_go_are_refused_with_the_place() {
    let folder = stating("requires-python = '>=3.12'");
    let why = |more: &[&str]| refused(&folder, more);
    insta::assert_snapshot!(why(&["2.5"]), @r#"
    error: [DIR]/pyproject.toml:7: 2.5 was never supported
    hint: requires-python is ">=3.12": it supports 3.12, 3.13, 3.14, 3.15
    "#);
    insta::assert_snapshot!(why(&["3.99"]), @r#"
    error: [DIR]/pyproject.toml:7: 3.99 was never supported
    hint: requires-python is ">=3.12": it supports 3.12, 3.13, 3.14, 3.15
    "#);
    insta::assert_snapshot!(why(&["3.13"]), @"
    error: [DIR]/pyproject.toml:7: 3.12 is older than 3.13 and stays
    hint: requires-python has no holes: drop the older ones too, with --below 3.14, or exclude one with `!=3.13.*` by hand
    ");
    insta::assert_snapshot!(why(&["3.12", "3.13", "3.14", "3.15"]), @"
    error: [DIR]/pyproject.toml:7: no Python would stay: 3.15 is the newest that is supported
    hint: leave one: a project that supports no Python cannot be installed
    ");
    insta::assert_snapshot!(why(&["--below", "3.16"]), @"
    error: [DIR]/pyproject.toml:7: no Python would stay: 3.15 is the newest that is supported
    hint: leave one: a project that supports no Python cannot be installed
    ");
    insta::assert_snapshot!(why(&["--below", "2.7"]), @"
    error: --below 2.7: no Python is older
    hint: name the oldest Python that is to stay
    ");
    let classified = stating("classifiers = ['Programming Language :: Python :: 3.13']");
    insta::assert_snapshot!(refused(&classified, &["3.13"]), @"
    error: [DIR]/pyproject.toml:7: no Python would stay: 3.13 is the newest that is supported
    hint: leave one: a project that supports no Python cannot be installed
    ");
    insta::assert_snapshot!(refused(&classified, &["3.14"]), @"
    error: [DIR]/pyproject.toml:7: 3.14 was never supported
    hint: classifiers name the Pythons: it supports 3.13
    ");
}

#[test]
fn what_is_typed_wrong_is_refused() {
    let folder = stating("requires-python = '>=3.12'");
    for more in [
        &["3"][..],
        &["3.12.1"],
        &["py312"],
        &[],
        &["3.12", "--below", "3.13"],
        &["3.12", "--force"],
        &["3.12", "--no-stub", "--last", "1.0"],
        &["3.12", "--last", "1.0;rm"],
    ] {
        refused_as_typed(&folder, more);
    }
    let other = folder.path().join("other.txt");
    fs::write(&other, "six-1.0.tar.gz\n").unwrap();
    let more = ["3.12", "--history", other.to_str().unwrap()];
    insta::assert_snapshot!(refused(&folder, &more), @"
    error: [DIR]/other.txt lists six, the project is demo
    hint: give a list of the releases of this project
    ");
    insta::assert_snapshot!(refused(&folder, &["3.12", "--history", "index", "--offline"]), @"
    error: demo is on the index, and --offline is given
    hint: give a list of the project's files with --history FILE, or leave --offline away
    ");
}

fn refused_as_typed(folder: &TempDir, more: &[&str]) {
    let run = dropped(folder.path(), more);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{more:?}: {}", run.err);
}

#[test]
fn projects_that_cannot_be_read_or_edited_are_refused() {
    let empty = tempfile::tempdir().unwrap();
    assert!(refused(&empty, &["3.12"]).contains("no pyproject.toml, setup.cfg or setup.py"));
    let broken = project("[project\nname = 'demo'\n");
    assert!(refused(&broken, &["3.12"]).contains("pyproject.toml:1:"));
    insta::assert_snapshot!(refused(&stating(""), &["3.12"]), @"
    error: [DIR]/pyproject.toml: nothing says which Pythons are supported
    hint: write requires-python as a plain string, or classifiers with versions
    ");
    let poetry = "[build-system]\nrequires = []\nbuild-backend = 'poetry.core.masonry.api'\n\
                  [tool.poetry]\nname = 'demo'\nversion = '2.0'\n\
                  [tool.poetry.dependencies]\npython = '~3.9 || ~3.10'\n";
    insta::assert_snapshot!(refused(&project(poetry), &["3.9"]), @r#"
    error: [DIR]/pyproject.toml: the `python` of [tool.poetry.dependencies] is in a form that is not read
    hint: write one range as a plain string, such as ">=3.9,<4", without `||`
    "#);
    let stated = stating("requires-python = '>=3.12'");
    let own = stated.path().join("pyproject.toml");
    insta::assert_snapshot!(refused(&stated, &["3.12", "-o", own.to_str().unwrap()]), @"
    error: cannot write [DIR]/pyproject.toml: it is one of the project's files
    hint: name another file with -o; --write is for edits
    ");
}

#[test]
fn what_is_for_setup_py_alone_is_not_ignored_unsaid() {
    let folder = stating("requires-python = '>=3.12'");
    let run = dropped(folder.path(), &["3.12", "--last", "1.*", "--since", "2.0"]);
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
    for option in ["--last", "--since"] {
        let said = format!("{option} is not used: there is no setup.py to refuse in");
        assert!(run.err.contains(&said), "{}", run.err);
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_file_is_edited() {
    let folder = stating("requires-python = '>=3.12'");
    let (link, file) = (folder.path().join("pyproject.toml"), folder.path().join("pp.toml"));
    fs::rename(&link, &file).unwrap();
    std::os::unix::fs::symlink("pp.toml", &link).unwrap();
    let run = dropped(folder.path(), &["3.12", "--write", "--force"]);
    assert_eq!(run.status, Some(0), "{}{}", run.out, run.err);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&file).unwrap().contains(">=3.13"));
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.invalid"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(folder).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn committed(folder: &Path) {
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "All"]);
}

/// An example project in a repository of its own, without what was built in it.
fn copied(from: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in held(from) {
        if name.starts_with("target/") || name.contains("__pycache__") {
            continue;
        }
        let path = folder.path().join(&name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    committed(folder.path());
    folder
}

/// Drops the oldest Python of a project, and asks all who could complain.
fn drops(folder: &TempDir, python: &str, more: &[&str]) {
    let path = folder.path();
    let before = held(path);
    let shown = dropped(path, &[&[python], more].concat());
    assert_eq!(shown.status, Some(1), "{}{}", shown.out, shown.err);
    let diff = dropped(path, &[&[python, "--diff"], more].concat());
    assert_eq!(diff.status, Some(1), "{}{}", diff.out, diff.err);
    assert_eq!(held(path), before, "nothing is touched without --write");

    let wrote = dropped(path, &[&[python, "--write"], more].concat());
    assert_eq!(wrote.status, Some(0), "{}{}", wrote.out, wrote.err);
    let after = held(path);
    assert_ne!(after, before);
    // The diff is the same as what was written, as git applies it.
    git(path, &["stash", "--quiet"]);
    let file = path.join(".git/edits.patch");
    fs::write(&file, &diff.out).unwrap();
    git(path, &["apply", file.to_str().unwrap()]);
    assert_eq!(held(path), after);

    let again = dropped(path, &[&[python], more].concat());
    assert_eq!(
        (again.status, again.out.as_str()),
        (Some(0), &*format!("nothing is left of {python}\n")),
        "{}",
        again.err
    );
    let json = dropped(path, &[python, "--format", "json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["nothing_left"], true);
    let twice = dropped(path, &[&[python, "--write"], more].concat());
    assert_eq!(twice.status, Some(0), "{}{}", twice.out, twice.err);
    assert_eq!(held(path), after);
    for workflow in after.keys().filter(|name| name.starts_with(".github/workflows/")) {
        let file = path.join(workflow);
        let check = ran(&[
            "matrix",
            "--as-of",
            TODAY,
            "--project",
            path.to_str().unwrap(),
            "--check",
            file.to_str().unwrap(),
        ]);
        assert_eq!(check.status, Some(0), "{}{}", check.out, check.err);
    }
}

#[test]
fn once_is_enough() {
    for (name, python) in [("maturin", "3.9"), ("per_version", "3.12"), ("pure", "3.10")] {
        let folder = copied(&root().join("tests/projects").join(name));
        // The examples' own say which Pythons they are for, in words that nobody edits unseen.
        fs::write(folder.path().join("README.md"), "An example\n").unwrap();
        git(folder.path(), &["commit", "--quiet", "--all", "--message", "Say less"]);
        drops(&folder, python, &[]);
        let text = fs::read_to_string(folder.path().join("pyproject.toml")).unwrap();
        assert!(!text.contains(&format!(":: Python :: {python}\"")), "{text}");
    }
}

#[test]
fn what_is_left_is_done_by_hand_and_then_nothing_is() {
    let folder = copied(&root().join("tests/projects/abi3"));
    let path = folder.path();
    let run = dropped(path, &["3.9", "--write"]);
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
    let again = dropped(path, &["3.9", "--format", "json"]);
    assert_eq!(again.status, Some(1), "{}{}", again.out, again.err);
    let again: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((&again["edits"], &again["nothing_left"]), (&Value::Array(vec![]), &false.into()));
    let left = again["left"].as_array().unwrap();
    let by_hand = ["README.md", "setup.py"];
    assert!(left.iter().all(|line| by_hand.contains(&line["file"].as_str().unwrap())), "{left:#?}");
    let readme = path.join("README.md");
    let text = fs::read_to_string(&readme).unwrap();
    fs::write(&readme, text.replace("Python 3.9", "Python 3.10")).unwrap();
    // setup.py is a program: what it makes of 3.9 is for its author to say.
    let setup = path.join("setup.py");
    let text = fs::read_to_string(&setup).unwrap();
    fs::write(&setup, text.replace("0x03090000", "0x030a0000").replace("cp39", "cp310")).unwrap();
    let done = dropped(path, &["3.9"]);
    assert_eq!((done.status, &*done.out), (Some(0), "nothing is left of 3.9\n"), "{}", done.err);
    // What is built from it now says the same.
    let dist = tempfile::tempdir().unwrap();
    let mut build = program("python");
    build.args(["-m", "build", "--sdist", "--outdir"]).args([dist.path(), path]);
    python::run(&mut build, "build the sdist");
    let check = ran(&["check", "--as-of", TODAY, dist.path().to_str().unwrap()]);
    assert_eq!(check.status, Some(0), "{}{}", check.out, check.err);
    let sdist = fs::read_dir(dist.path()).unwrap().next().unwrap().unwrap().path();
    let mut metadata = String::new();
    let mut archive = tar::Archive::new(GzDecoder::new(fs::File::open(sdist).unwrap()));
    let mut members = archive.entries().unwrap().map(Result::unwrap);
    let is_metadata = |path: &Path| path.ends_with("PKG-INFO") && path.components().count() == 2;
    let mut member = members.find(|member| is_metadata(&member.path().unwrap())).unwrap();
    member.read_to_string(&mut metadata).unwrap();
    assert!(metadata.contains("\nRequires-Python: >=3.10\n"), "{metadata}");
    assert!(!metadata.contains(":: 3.9"), "{metadata}");
}

#[test]
fn changes_that_no_commit_holds_are_refused_without_force() {
    let folder = copied(&root().join("tests/projects/pure"));
    let readme = folder.path().join("README.md");
    fs::write(&readme, "mine\n").unwrap();
    let before = held(folder.path());
    let run = dropped(folder.path(), &["3.10", "--write"]);
    assert_eq!((run.status, run.out.as_str()), (Some(2), ""));
    insta::assert_snapshot!(masked(&run.err, &folder), @"
    error: there is a change that no commit holds: README.md
    hint: commit or stash first; or write all the same with --force
    ");
    assert_eq!(held(folder.path()), before);
    let run = dropped(folder.path(), &["3.10", "--write", "--force"]);
    assert_eq!(run.status, Some(0), "{}{}", run.out, run.err);
    assert_eq!(fs::read_to_string(readme).unwrap(), "mine\n");
}

#[test]
fn a_workflow_of_somebody_s_own_is_left_with_its_lines() {
    let folder = stating("requires-python = '>=3.12'");
    let workflows = folder.path().join(".github/workflows");
    fs::create_dir_all(&workflows).unwrap();
    let text = "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    strategy:\n      matrix:\n        python: ['3.12', '3.13']\n    steps:\n      - run: python -V\n";
    fs::write(workflows.join("test.yml"), text).unwrap();
    committed(folder.path());
    let run = dropped(folder.path(), &["3.12", "--write"]);
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("  .github/workflows/test.yml:7: "), "{}", run.out);
    assert_eq!(fs::read_to_string(workflows.join("test.yml")).unwrap(), text);
}

/// A setup.py that still builds, with the release that users of 3.11 can take.
fn with_setup_py() -> TempDir {
    let folder = project(
        "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n\
         [project]\nname = 'demo'\nversion = '2.0'\nrequires-python = '>=3.11'\n",
    );
    fs::write(folder.path().join("setup.py"), "from setuptools import setup\n\nsetup()\n").unwrap();
    fs::write(folder.path().join("demo.py"), "").unwrap();
    folder
}

#[test]
fn setup_py_refuses_and_names_the_last_release() {
    let folder = with_setup_py();
    committed(folder.path());
    let setup = || fs::read_to_string(folder.path().join("setup.py")).unwrap();
    let without = dropped(folder.path(), &["3.11"]);
    assert!(!without.out.contains("setup.py"), "{}", without.out);
    let ahead = dropped(folder.path(), &["3.11", "--last", "2.0"]);
    assert_eq!(ahead.status, Some(2), "{}", ahead.out);
    drops(&folder, "3.11", &["--last", "1.*"]);
    let text = setup();
    assert!(text.contains("(3, 11)") && text.contains("demo==1.*"), "{text}");
    assert!(text.ends_with("\nfrom setuptools import setup\n\nsetup()\n"), "{text}");
    // The next one is added to it, and the first keeps its message.
    git(folder.path(), &["commit", "--quiet", "--all", "--message", "Drop"]);
    drops(&folder, "3.12", &["--last", "1.4"]);
    let text = setup();
    assert!(text.contains("demo==1.*") && text.contains("demo==1.4"), "{text}");
}

#[test]
fn no_stub_leaves_setup_py_alone() {
    let folder = with_setup_py();
    committed(folder.path());
    let before = fs::read_to_string(folder.path().join("setup.py")).unwrap();
    drops(&folder, "3.11", &["--no-stub"]);
    assert_eq!(fs::read_to_string(folder.path().join("setup.py")).unwrap(), before);
}
