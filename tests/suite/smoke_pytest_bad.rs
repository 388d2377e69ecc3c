//! `relkit smoke --pytest` on suites of which there is nothing to advise: each says why.

use std::fs;

use crate::support::{
    pytest::{advise, python, suite, temporary},
    relkit::{Ran, masked, relkit},
    smoke::newest,
};

/// The two lines of an error, with the paths of this machine masked.
fn refusal(folder: &tempfile::TempDir, tests: &str, more: &[&str]) -> String {
    let mut command = relkit(&["smoke", "--pytest", tests]);
    command.args(more).current_dir(folder.path()).env("TMPDIR", temporary(folder.path()));
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.out.is_empty(), "{}", ran.out);
    let text = masked(&ran.err, folder);
    let text = text.replace(python().to_str().unwrap(), "[PYTHON]");
    text.replace(newest().to_str().unwrap(), "[NEWEST]")
}

#[test]
fn what_cannot_be_measured_says_why() {
    let python = python();
    let python = ["--python", python.to_str().unwrap()];
    insta::assert_snapshot!(refusal(&suite("broken"), ".", &python), @"
    error: [PYTHON]: the tests cannot be collected: ModuleNotFoundError: No module named 'relkit_has_no_such_module'
    hint: first make this run: [PYTHON] -m pytest .
    ");
    let folder = suite("plain");
    insta::assert_snapshot!(refusal(&folder, "test_plain.py::test_other", &python), @"
    error: [PYTHON]: pytest refuses how it is called or set up: not found: [DIR]/test_plain.py::test_other
    hint: first make this run: [PYTHON] -m pytest test_plain.py::test_other
    ");
    insta::assert_snapshot!(refusal(&folder, "tests", &python), @"
    error: [DIR]/.: there is no `tests`
    hint: --pytest takes a file, a folder or a test's id, from the folder of --project
    ");
    insta::assert_snapshot!(refusal(&folder, ".", &["--python", newest().to_str().unwrap()]), @"
    error: [NEWEST]: ModuleNotFoundError: No module named 'pytest'
    hint: name the interpreter that has pytest and the suite's plugins: --python PATH
    ");
    insta::assert_snapshot!(refusal(&folder, ".", &[&python[..], &python[..]].concat()), @"
    error: --pytest runs the suite with one interpreter
    hint: give --python once
    ");
    fs::remove_file(folder.path().join("test_plain.py")).unwrap();
    insta::assert_snapshot!(refusal(&folder, ".", &python), @"
    error: [PYTHON]: there are no tests
    hint: first make this run: [PYTHON] -m pytest .
    ");
}

/// A suite of one file.
fn written(test: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("test_written.py"), test).unwrap();
    fs::write(folder.path().join("pytest.ini"), "[pytest]\n").unwrap();
    folder
}

#[test]
fn a_suite_that_crashes_or_hangs_is_told() {
    let python = python();
    let python = ["--python", python.to_str().unwrap()];
    let crashes = written("import os\ndef test(): os.abort()\n");
    insta::assert_snapshot!(refusal(&crashes, ".", &python), @"
    error: [PYTHON]: pytest was ended by signal 6
    hint: first make this run: [PYTHON] -m pytest .
    ");
    let leaves = written("import os\ndef test(): os._exit(0)\n");
    insta::assert_snapshot!(refusal(&leaves, ".", &python), @"
    error: [PYTHON]: pytest was ended with status 0 before it was done
    hint: first make this run: [PYTHON] -m pytest .
    ");
    let hangs = written("import time\ndef test(): time.sleep(600)\n");
    let more = [&python[..], &["--timeout", "1"]].concat();
    insta::assert_snapshot!(refusal(&hangs, ".", &more), @"
    error: [PYTHON]: one run of the suite takes more than 10 seconds
    hint: give it more with --timeout: a run may take ten times as long
    ");
}

#[test]
fn a_suite_that_no_choice_leaves_the_same_is_a_finding() {
    // It wants two plugins that nothing speaks of, and one alone changes nothing.
    let folder = written(
        "def test(request):\n\
        \x20   loaded = request.config.pluginmanager.hasplugin\n\
        \x20   assert loaded('faker') and loaded('randomly')\n",
    );
    let python = python();
    let run = advise(folder.path(), &["--python", python.to_str().unwrap()]).output().unwrap();
    let run = Ran::from(run);
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
    let (_, last) = run.out.split_once("\nerror").unwrap();
    insta::assert_snapshot!(format!("error{last}"), @"
    error[differs]: no choice of plugins leaves the suite the same without loading all of them
      outcomes: test_written.py::test: passed, and failed without
    ");
    assert!(!run.out.contains("addopts") && !run.out.contains("set: "), "{}", run.out);
}

#[test]
fn a_test_that_is_not_the_same_twice_is_left_out() {
    let folder = written(
        "import os\n\
        def test_stable(): pass\n\
        def test_unstable():\n\
        \x20   if not os.path.exists('seen'):\n\
        \x20       open('seen', 'w').close()\n\
        \x20       assert False\n",
    );
    let python = python();
    let run = advise(folder.path(), &["--python", python.to_str().unwrap()]).output().unwrap();
    let run = Ran::from(run);
    assert_eq!(run.status, Some(0), "{}{}", run.out, run.err);
    let note = "note: not the same in two runs with every plugin, and left out: \
                test_written.py::test_unstable";
    assert!(run.out.lines().any(|line| line == note), "{}", run.out);
    assert!(run.out.contains("add to addopts: --disable-plugin-autoload\n"), "{}", run.out);
}

#[test]
fn a_suite_of_which_nothing_is_the_same_twice_compares_nothing() {
    let folder = written(
        "import os\n\
        def test():\n\
        \x20   if not os.path.exists('seen'):\n\
        \x20       open('seen', 'w').close()\n\
        \x20       assert False\n",
    );
    let python = python();
    insta::assert_snapshot!(refusal(&folder, ".", &["--python", python.to_str().unwrap()]), @"
    error: [PYTHON]: nothing stable to compare: no test is the same in two runs with every plugin
    hint: first make the tests end the same way twice, or look at others: --pytest takes a file, or a test's id
    ");
}

#[test]
fn who_shows_results_is_told_the_start_too() {
    let python = python();
    let asked = |folder: &tempfile::TempDir, more: &[&str]| {
        let more = [&["--python", python.to_str().unwrap()], more].concat();
        Ran::from(advise(folder.path(), &more).output().unwrap())
    };
    let folder = suite("plain");
    let fine = asked(&folder, &["--format", "junit"]);
    assert_eq!(fine.status, Some(0), "{}{}", fine.out, fine.err);
    assert!(fine.out.contains(r#"tests="1" failures="0""#), "{}", fine.out);
    // No interpreter starts in a microsecond.
    let slow = asked(&folder, &["--format", "github", "--at-most", "0.000001"]);
    assert_eq!(slow.status, Some(1), "{}{}", slow.out, slow.err);
    let line = "::error title=too-slow::start of pytest: the start takes ";
    assert!(slow.out.starts_with(line), "{}", slow.out);
    fs::remove_file(folder.path().join("test_plain.py")).unwrap();
    let none = asked(&folder, &["--format", "junit"]);
    assert_eq!(none.status, Some(2), "{}{}", none.out, none.err);
    let failure = r#"<failure type="failed" message="there are no tests">"#;
    assert!(none.out.contains(failure), "{}", none.out);
    assert!(none.err.starts_with("error: "), "{}", none.err);
}
