//! `relkit smoke --pytest` on real suites with real plugins: the advice is followed with real pytest,
//! and the suite must do the same with it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::support::{
    pytest::{WITH_PYTEST, advise, python, suite, temporary},
    python::run,
    relkit::Ran,
};

/// The advice for a suite, as JSON.
fn advice(folder: &Path) -> Value {
    let python = python();
    let arguments = ["--python", python.to_str().unwrap(), "--format", "json"];
    let ran = Ran::from(advise(folder, &arguments).output().unwrap());
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn names<'a>(advice: &'a Value, key: &str) -> Vec<&'a str> {
    let plugins = advice[key].as_array().unwrap();
    plugins.iter().map(|plugin| plugin["name"].as_str().unwrap()).collect()
}

/// What pytest itself made of a suite: each test with its outcome, and the plugins of its header.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    status: Option<i32>,
    tests: BTreeMap<String, String>,
    plugins: String,
}

/// Runs real pytest as a shell would, with variables before and arguments behind.
fn pytest(folder: &Path, variables: &str, arguments: &str) -> Outcome {
    let report = folder.join("report.xml");
    let line = format!(
        "{variables} exec '{}' -m pytest --junitxml=report.xml {arguments}",
        python().display()
    );
    let mut command = Command::new("sh");
    command.args(["-c", &line]).current_dir(folder).env("TMPDIR", temporary(folder));
    for name in ["PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD"] {
        command.env_remove(name);
    }
    let ran = Ran::from(command.output().unwrap());
    let ask = "import json, sys, xml.etree.ElementTree as tree\n\
        kind = lambda case: case[0].tag if len(case) else 'passed'\n\
        name = lambda case: case.get('classname') + '::' + case.get('name')\n\
        root = tree.parse(sys.argv[1])\n\
        print(json.dumps({name(case): kind(case) for case in root.iter('testcase')}))";
    let out = run(Command::new(python()).args(["-c", ask]).arg(&report), "read pytest's report");
    fs::remove_file(report).unwrap();
    let header = ran.out.lines().find(|line| line.starts_with("plugins: ")).unwrap_or_default();
    let (status, plugins) = (ran.status, header.to_owned());
    Outcome { status, tests: serde_json::from_slice(&out).unwrap(), plugins }
}

/// Seeks the plugins of a suite, and follows the advice both ways.
fn follow(name: &str, needed: &[&str], tests: usize) -> Value {
    let folder = suite(name);
    let advice = advice(folder.path());
    assert_eq!(advice["verdict"], "same", "{advice:#}");
    assert_eq!(names(&advice, "plugins"), needed, "{advice:#}");
    let all = pytest(folder.path(), "", "");
    assert_eq!(all.tests.len(), tests, "{all:?}");
    assert!(all.plugins.contains("randomly-"), "{}", all.plugins);

    let option = advice["option"].as_str().unwrap();
    let variables = advice["environment"].as_object().unwrap().iter();
    let variables = variables.map(|(name, value)| format!("{name}='{}'", value.as_str().unwrap()));
    let variables = variables.collect::<Vec<_>>().join(" ");
    let by_variables = pytest(folder.path(), &variables, "");
    assert_eq!((by_variables.status, &by_variables.tests), (all.status, &all.tests));
    let ini = folder.path().join("pytest.ini");
    let written = fs::read_to_string(&ini).unwrap();
    let added = if written.contains("addopts = ") {
        written.replace("addopts = ", &format!("addopts = {option} "))
    } else {
        written.replace("[pytest]", &format!("[pytest]\naddopts = {option}"))
    };
    fs::write(&ini, added).unwrap();
    let by_option = pytest(folder.path(), "", "");
    assert_eq!(by_option, by_variables, "the option does what the variables do");
    for name in ["randomly-", "Faker-"] {
        assert!(!by_option.plugins.contains(name), "{}", by_option.plugins);
    }
    // Nothing that the suite names is unknown now: no marker has lost its plugin.
    if name != "plain" {
        let strict = pytest(folder.path(), "", "--strict-markers");
        assert_eq!(strict.tests, all.tests);
    }
    advice
}

#[test]
fn a_suite_with_a_fixture_and_a_marker_needs_two_plugins() {
    let advice = follow("two", &["pytest_mock", "timeout"], 24);
    assert_eq!(advice["plugins"][0]["words"], serde_json::json!(["fixture mocker"]));
    assert_eq!(advice["plugins"][1]["words"], serde_json::json!(["marker timeout"]));
    assert!(names(&advice, "lost").contains(&"randomly"));
    assert_eq!(advice["strict_markers"], false);
    assert_eq!(advice["same_order"], false, "pytest-randomly shuffles the tests");
    let ratio = advice["ratio"].as_f64().unwrap();
    let of = |way: &str| advice["seconds"][way].as_f64().unwrap();
    assert!((ratio - of("all") / of("chosen")).abs() < 0.02, "{advice:#}");
    // Which of the two is faster on a busy machine is nothing to rely on.
    assert!(ratio > 0.0, "{advice:#}");

    // Without any plugin the same suite is another one: what was proven is not proven by chance.
    let folder = suite("two");
    let all = pytest(folder.path(), "", "");
    let none = pytest(folder.path(), "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1", "");
    assert_ne!(all.tests, none.tests);

    // What the text says is what a user copies.
    let python = python();
    let text = advise(folder.path(), &["--python", python.to_str().unwrap()]).output().unwrap();
    let text = Ran::from(text).out;
    let line =
        "or set: PYTEST_ADDOPTS='-p pytest_mock -p timeout' PYTEST_DISABLE_PLUGIN_AUTOLOAD=1";
    assert!(text.contains(line), "{text}");
    let shell = line.strip_prefix("or set: ").unwrap();
    assert_eq!(pytest(folder.path(), shell, "").tests, all.tests);
    let line = "add to addopts: --disable-plugin-autoload -p pytest_mock -p timeout";
    assert!(text.lines().any(|found| found == line), "{text}");
    // How much faster is the machine's to say, and need not be much.
    let told = " with those that the suite needs: ";
    assert!(
        text.contains(&format!("{told}no faster")) || text.contains(" times as fast"),
        "{text}"
    );
}

#[test]
fn options_settings_and_markers_of_plugins_are_seen() {
    let needed = ["asyncio", "hypothesispytest", "pytest_mock", "timeout", "xdist"];
    let advice = follow("rich", &needed, 3);
    assert_eq!(advice["plugins"][4]["words"], serde_json::json!(["option -n"]));
    assert_eq!(advice["seconds"]["without"], Value::Null, "`-n 2` is refused without xdist");
    assert_eq!(advice["strict_markers"], true);
}

#[test]
fn a_suite_that_needs_none_is_told_so() {
    let advice = follow("plain", &[], 2);
    assert_eq!(advice["option"], "--disable-plugin-autoload");
}

#[test]
fn what_a_suite_loads_by_itself_is_not_told_again() {
    let advice = follow("own", &[], 1);
    let lost = names(&advice, "lost");
    assert!(!lost.contains(&"pytest_mock") && lost.contains(&"timeout"), "{lost:?}");
}

#[test]
fn a_plugin_that_only_a_failure_tells_of_is_found() {
    let advice = follow("dynamic", &["pytest_mock"], 1);
    assert_eq!(advice["plugins"][0]["words"], serde_json::json!(["fixture mocker"]));
}

/// pytest names the hooks that it does not know one at a time.
#[test]
fn hooks_of_several_plugins_are_found() {
    let advice = follow("hooks", &["timeout", "xdist"], 1);
    let words = |at: usize| advice["plugins"][at]["words"][0].as_str().unwrap().to_owned();
    assert_eq!(words(0), "hook pytest_timeout_set_timer");
    assert_eq!(words(1), "hook pytest_xdist_auto_num_workers");
}

#[test]
fn variables_of_the_user_are_part_of_the_suite() {
    let folder = suite("plain");
    let python = python();
    let arguments = ["--python", python.to_str().unwrap(), "--format", "json"];
    let mut command = advise(folder.path(), &arguments);
    command.env("PYTEST_ADDOPTS", "--timeout 30").env("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
    let ran = Ran::from(command.output().unwrap());
    let advice: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!(names(&advice, "plugins"), ["timeout"]);
    assert_eq!(advice["environment"]["PYTEST_ADDOPTS"], "--timeout 30 -p timeout");

    // So is the path from which the suite imports what it tests.
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/tested.py"), "ANSWER = 42\n").unwrap();
    fs::write(folder.path().join("test_path.py"), "from tested import ANSWER\ndef test(): pass\n")
        .unwrap();
    let mut command = advise(folder.path(), &arguments);
    assert_eq!(command.output().unwrap().status.code(), Some(2));
    let ran = Ran::from(command.env("PYTHONPATH", "src").output().unwrap());
    assert_eq!(ran.status, Some(0), "{}", ran.err);
}

#[test]
fn the_environment_of_the_project_is_found() {
    let folder = suite("plain");
    let found = |command: &mut Command| {
        let ran = Ran::from(command.args(["--format", "json"]).output().unwrap());
        let advice: Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
        PathBuf::from(advice["python"].as_str().unwrap())
    };
    // By PATH, then by a folder `.venv` above the project, then by the active one.
    let bin = WITH_PYTEST.join("bin");
    let by_path = found(advise(folder.path(), &[]).env("PATH", &bin));
    assert_eq!(by_path, python());
    let project = folder.path().join("project");
    fs::create_dir(&project).unwrap();
    fs::rename(folder.path().join("test_plain.py"), project.join("test_plain.py")).unwrap();
    std::os::unix::fs::symlink(&*WITH_PYTEST, folder.path().join(".venv")).unwrap();
    let nothing = |command: &mut Command| {
        command.env("PATH", "/usr/bin:/bin");
        found(command)
    };
    assert_eq!(nothing(&mut advise(&project, &[])), folder.path().join(".venv/bin/python"));
    let active = nothing(advise(&project, &[]).env("VIRTUAL_ENV", &*WITH_PYTEST));
    assert_eq!(active, python());
}

#[test]
fn a_start_is_held_to_its_limit() {
    let folder = suite("plain");
    let python = python();
    let within = |most: &str| {
        let more = ["--python", python.to_str().unwrap(), "--at-most", most];
        Ran::from(advise(folder.path(), &more).output().unwrap())
    };
    let fine = within("600");
    assert_eq!(fine.status, Some(0), "{}", fine.err);
    let ratio = [" times as fast", ": no faster"].iter().any(|words| fine.out.contains(words));
    assert!(ratio, "{}", fine.out);
    // No interpreter starts in a microsecond.
    let slow = within("0.000001");
    assert_eq!(slow.status, Some(1), "{}", slow.out);
    let last = slow.out.lines().last().unwrap();
    assert!(last.starts_with("error[too-slow]: the start takes "), "{last}");
    assert!(last.ends_with(" s with the plugins that are needed, and may take 0.00 s"), "{last}");
}
