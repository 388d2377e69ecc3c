//! `relkit stub --try` with real installers: pip of three ages, uv, build, Poetry, `setup.py
//! install`, and Jython. What is not on this machine must be named by relkit itself.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::support::{
    installers::{bare, newest, old, python27, sdist},
    relkit::{Ran, relkit},
};

/// The message, a line each.
const MESSAGE: [&str; 3] = [
    "As of version 7.0.0 demo no longer supports this Python.",
    "Install it with:",
    "  python -m pip install \"demo==6.1.*\"",
];

/// In the syntax of Python 2.7, and without a need for setuptools.
const SETUP: &str = "import sys\n\nsys.exit(\n    \
    \"As of version 7.0.0 demo no longer supports this Python.\\n\"\n    \
    \"Install it with:\\n\"\n    \"  python -m pip install \\\"demo==6.1.*\\\"\"\n)\n";

/// A build backend in the tree, which nothing must be fetched for.
const PYPROJECT: &str = "[build-system]\nrequires = []\nbuild-backend = \"refuses\"\n\
    backend-path = [\".\"]\n";

const BACKEND: &str = "import sys\n\n\ndef refuse(*arguments, **named):\n    sys.exit(\n        \
    \"As of version 7.0.0 demo no longer supports this Python.\\n\"\n        \
    \"Install it with:\\n\"\n        \"  python -m pip install \\\"demo==6.1.*\\\"\"\n    )\n\n\n\
    get_requires_for_build_wheel = refuse\nget_requires_for_build_editable = refuse\n\
    prepare_metadata_for_build_wheel = refuse\nprepare_metadata_for_build_editable = refuse\n\
    build_wheel = refuse\nbuild_editable = refuse\n\n\n\
    def get_requires_for_build_sdist(config_settings=None):\n    return []\n";

/// The folder of one test: temporary files, logs, the sdist.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        Self(folder)
    }

    /// Tries an sdist with nothing but these programs, and proves that nothing is left.
    fn tried(&self, sdist: &Path, with: &[PathBuf], more: &[&str]) -> Ran {
        let mut command = relkit(&["stub", "--try", sdist.to_str().unwrap(), "--with-only"]);
        for program in with {
            command.arg("--with").arg(program);
        }
        let temporary = self.0.path().join("tmp");
        let ran = Ran::from(command.args(more).env("TMPDIR", &temporary).output().unwrap());
        assert_eq!(fs::read_dir(temporary).unwrap().count(), 0, "{ran:?}");
        ran
    }
}

/// The attempts of a report in JSON.
fn attempts(ran: &Ran) -> Vec<Value> {
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
    assert_eq!(report["schema"], "relkit.stub.trial/1");
    report["attempts"].as_array().unwrap().clone()
}

/// Every old and new installer that there is; absent ones are asserted to be named as such.
fn all() -> (Vec<PathBuf>, bool, bool) {
    let mut with = vec![newest()];
    let python27 = python27();
    if let Some(python) = &python27 {
        with.extend([old(python, "pip9"), old(python, "pip20")]);
    }
    let path = std::env::var_os("PATH").unwrap();
    let jython = std::env::split_paths(&path).map(|it| it.join("jython")).find(|it| it.is_file());
    let found = (python27.is_some(), jython.is_some());
    with.extend(jython);
    (with, found.0, found.1)
}

/// Every attempt that ran shows every line, at the line that is reported.
fn all_is_seen(files: &[(&str, &str)], more: &[&str]) -> BTreeSet<String> {
    let place = Place::new();
    let (with, has27, has_jython) = all();
    let logs = place.0.path().join("logs");
    let mut arguments = vec!["--format", "json", "--logs", logs.to_str().unwrap()];
    arguments.extend(more);
    let ran = place.tried(&sdist(place.0.path(), files), &with, &arguments);
    let rows = attempts(&ran);
    let is_missing = |python: &str| {
        rows.iter().any(|row| row["python"] == python && row["verdict"] == "not-found")
    };
    assert_eq!(is_missing("CPython 2.7"), !has27, "{}", ran.out);
    assert_eq!(is_missing("Jython"), !has_jython, "{}", ran.out);
    let mut logs: Vec<PathBuf> =
        fs::read_dir(logs).unwrap().map(|entry| entry.unwrap().path()).collect();
    logs.sort();
    let tried: Vec<&Value> = rows.iter().filter(|row| row["verdict"] != "not-found").collect();
    assert_eq!(tried.len(), logs.len());
    for (row, log) in tried.iter().zip(&logs) {
        let text = fs::read_to_string(log).unwrap();
        assert_eq!(row["verdict"], "seen", "{row}\n{text}");
        assert_ne!(row["exit"], 0, "{row}\n{text}");
        let line = usize::try_from(row["line"].as_u64().unwrap()).unwrap();
        for (shown, wanted) in text.lines().skip(line - 1).zip(MESSAGE) {
            assert!(shown.ends_with(wanted), "{row}\n{shown}\n{wanted}");
        }
        assert!(
            line + MESSAGE.len() - 1 <= usize::try_from(row["lines"].as_u64().unwrap()).unwrap()
        );
    }
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let name = |row: &&Value| {
        let python = row["python"].as_str().unwrap_or_default();
        format!("{}, {}", row["installer"].as_str().unwrap(), python.split('.').next().unwrap())
    };
    let tried: BTreeSet<String> = tried.iter().map(name).collect();
    let mut wanted = vec!["pip 26.3, CPython 3", "uv pip install 0.13.9, CPython 3"];
    wanted.extend(["uv pip compile 0.13.9, CPython 3", "build 1.6.1, CPython 3"]);
    wanted.extend(["poetry 2.5.1, CPython 3", "setup.py install, CPython 3"]);
    if has27 {
        wanted.extend(["pip 9.0.3, CPython 2", "pip 20.3.4, CPython 2"]);
        wanted.push("setup.py install, CPython 2");
    }
    if has_jython {
        wanted.push("setup.py install, Jython 2");
    }
    for wanted in wanted {
        assert!(tried.contains(wanted), "{wanted} is not among {tried:#?}");
    }
    tried
}

#[test]
fn a_setup_py_is_seen_by_all() {
    all_is_seen(&[("setup.py", SETUP)], &[]);
}

#[test]
fn a_backend_in_the_tree_is_seen_by_all_but_the_ages_between() {
    let files = [("setup.py", SETUP), ("pyproject.toml", PYPROJECT), ("refuses.py", BACKEND)];
    all_is_seen(&files, &["--jobs", "4"]);
    // pip 19.3.1 knows no backend-path: the message is lost.
    let Some(python) = python27() else { return };
    let place = Place::new();
    let ran = place.tried(&sdist(place.0.path(), &files), &[old(&python, "pip19")], &[]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let row = ran.out.lines().find(|line| line.starts_with("pip 19.3.1")).unwrap();
    assert!(row.contains(" no ") && row.contains("BackendUnavailable"), "{row}");
}

#[test]
fn what_is_not_there_is_named_and_counts_for_nothing() {
    let place = Place::new();
    let sdist = sdist(place.0.path(), &[("setup.py", SETUP)]);
    let gone = place.0.path().join("gone");
    let ran = place.tried(&sdist, &[bare(), gone.clone()], &["--format", "markdown"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    for missing in ["uv", "build", "poetry", "pdm", "pipenv", gone.to_str().unwrap()] {
        assert!(
            ran.out.contains(&format!("| {missing} | - | not found |")),
            "{missing}: {}",
            ran.out
        );
    }
    for missing in ["CPython 2.7", "Jython", "PyPy", "GraalPy"] {
        assert!(ran.out.contains(&format!("| all | {missing} | not found |")), "{}", ran.out);
    }
    assert!(
        ran.out.contains("seen by 1 of 1; 11 not found, which counts for nothing"),
        "{}",
        ran.out
    );
    let ran = place.tried(&sdist, &[gone], &[]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("error: nothing was tried"), "{}", ran.err);
}

#[test]
fn whatever_wrongly_succeeds_changes_nothing() {
    let place = Place::new();
    let setup = "from setuptools import setup\nsetup(name='demo', version='7.0.0', \
        py_modules=['demo'])\nraise SystemExit(0) if True else SystemExit('No.')\n";
    let sdist = sdist(place.0.path(), &[("setup.py", setup), ("demo.py", "")]);
    let message = place.0.path().join("message.txt");
    fs::write(&message, "No.\n").unwrap();
    let more = ["--message", message.to_str().unwrap(), "--format", "json"];
    let ran = place.tried(&sdist, &[newest()], &more);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let rows = attempts(&ran);
    let pip = rows.iter().find(|row| row["installer"] == "pip 26.3").unwrap();
    assert_eq!(
        (&pip["verdict"], &pip["exit"]),
        (&Value::from("succeeded"), &Value::from(0)),
        "{pip}"
    );
    let import = std::process::Command::new(newest()).args(["-c", "import demo"]).output().unwrap();
    assert!(!import.status.success());
}
