//! `relkit smoke --engine psleak`: psleak itself beside relkit's own measurements, fed from a folder.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::support::{
    corpus,
    python::{program, root, run},
    relkit::Ran,
    smoke::{built, interpreters_of, newest, smoke, verdicts},
    wheel::Wheel,
};

/// The folder with psleak and what it needs, all pinned by digest.
fn links() -> PathBuf {
    corpus::files("psleak")[0].parent().unwrap().to_owned()
}

/// `relkit smoke` with installers that look into a folder and nowhere else.
fn from_folder(links: &Path, arguments: &[&str]) -> Command {
    let mut command = smoke(arguments);
    command.env("UV_OFFLINE", "1").env("UV_FIND_LINKS", links);
    command.env("PIP_NO_INDEX", "1").env("PIP_FIND_LINKS", links);
    command.env("UV_CACHE_DIR", root().join("target/smoke/uv-cache"));
    command
}

/// The report of an engine on calls of `leaky`, and its exit status.
fn judged(engine: &str, calls: &[&str]) -> (Option<i32>, Value) {
    let python = newest();
    let wheel = built(python, "leaky");
    let python = python.to_str().unwrap();
    let mut arguments = vec!["--python", python, "--engine", engine, "--format", "json"];
    for call in calls {
        arguments.extend(["--leaks", call]);
    }
    arguments.push(wheel.to_str().unwrap());
    let ran = Ran::from(from_folder(&links(), &arguments).output().unwrap());
    let report = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    (ran.status, report)
}

/// What leaks, and whether psleak 0.1.6 sees it.
const LEAKS: &[(&str, bool)] = &[
    ("leaky:leak_malloc", true),
    ("leaky:leak_list", true),
    ("leaky:leak_exception raises ValueError", true),
    ("leaky:leak_fd", true),
    ("leaky:leak_thread", true),
    // A reference to what lives on takes no memory, and 5 bytes a call pass for noise.
    ("leaky:leak_argument(...)", false),
    ("leaky:leak_shared", false),
    ("leaky:leak_rarely", false),
];

const CLEAN: &[&str] = &["leaky:clean", "leaky:clean_list", "leaky:bounded_cache"];

#[test]
fn relkit_sees_what_psleak_misses() {
    let calls: Vec<&str> =
        LEAKS.iter().map(|(call, _)| *call).chain(CLEAN.iter().copied()).collect();
    let expected = |misses: bool| -> BTreeMap<String, String> {
        let word = |seen: bool| if seen { "leak" } else { "passed" };
        let leaks = LEAKS.iter().map(|(call, seen)| (*call, word(*seen || !misses)));
        let all = leaks.chain(CLEAN.iter().map(|call| (*call, "passed")));
        let all = all.map(|(call, word)| (format!("leak {call}"), word.to_owned()));
        all.chain([("import leaky".to_owned(), "passed".to_owned())]).collect()
    };
    let (status, psleak) = judged("psleak", &calls);
    assert_eq!(status, Some(1));
    assert_eq!(verdicts(&psleak), expected(true), "{psleak:#}");
    let (status, relkit) = judged("relkit", &calls);
    assert_eq!(status, Some(1));
    assert_eq!(verdicts(&relkit), expected(false), "{relkit:#}");

    // Both speak of the same growth: 32 bytes that malloc(1) takes.
    for report in [&psleak, &relkit] {
        let cases = report["lanes"][0]["cases"].as_array().unwrap();
        let case = cases.iter().find(|case| case["subject"] == "leaky:leak_malloc").unwrap();
        let heap = case["leak"]["counters"]["heap"]["per_call"].as_f64().unwrap();
        assert!((heap - 32.0).abs() < 1.0, "{case:#}");
        let last = case["leak"]["rounds"].as_array().unwrap().last().unwrap();
        let (calls, growth) = (last["calls"].as_f64(), last["growth"]["heap"].as_f64());
        assert!((growth.unwrap() / calls.unwrap() - 32.0).abs() < 1.0, "{case:#}");
    }
    let notes = psleak["lanes"][0]["cases"].to_string();
    assert!(notes.contains("psleak says MemoryLeakError: memory kept increasing"), "{notes}");
}

#[test]
fn pip_installs_it_where_there_is_no_uv() {
    let python = newest();
    let wheel = built(python, "leaky");
    let arguments = ["--python", python.to_str().unwrap(), "--engine", "psleak", "--leaks"];
    let mut command = from_folder(&links(), &arguments);
    let run = command.args(["leaky:leak_malloc", "--verbose"]).arg(wheel);
    let ran = Ran::from(run.env("PATH", "/usr/bin:/bin").output().unwrap());
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    assert!(ran.out.contains("error[leak]: leak leaky:leak_malloc: leaks heap +"), "{}", ran.out);
}

/// The text of an engine that cannot do its work: nothing of it may look like a pass.
fn skipped(links: &Path, cache: &Path) -> String {
    let python = newest();
    let wheel = built(python, "leaky");
    let arguments = ["--python", python.to_str().unwrap(), "--engine", "psleak"];
    let mut command = from_folder(links, &arguments);
    command.args(["--leaks", "leaky:clean"]).arg(wheel).env("UV_CACHE_DIR", cache);
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(1), "{}", ran.out);
    let line = ran.out.lines().find(|line| line.contains("error[")).unwrap();
    assert!(ran.out.ends_with("1 of 1 lanes tried: 1 passed, 1 failed\n"), "{}", ran.out);
    line.trim().to_owned()
}

#[test]
fn what_psleak_skips_or_cannot_do_is_a_failure() {
    let empty = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(skipped(empty.path(), empty.path()), @"error[skipped]: leak leaky:clean: skipped: uv pip install: Because psleak was not found in the cache and you require psleak, we can conclude that your requirements are unsatisfiable.");

    // A psleak that skips, as it does by itself where it finds no malloc to look at.
    let links = tempfile::tempdir().unwrap();
    for file in corpus::files("psleak") {
        let name = file.file_name().unwrap();
        if !name.to_string_lossy().starts_with("psleak") {
            fs::copy(&file, links.path().join(name)).unwrap();
        }
    }
    let module = "import unittest\n\
        class Error(AssertionError): pass\n\
        class MemoryLeakTestCase(unittest.TestCase):\n\
        \x20   def execute(self, fun, **options): self.skipTest('no malloc here')\n";
    Wheel::new("psleak", "0.2").file("psleak.py", module.as_bytes()).write(links.path());
    insta::assert_snapshot!(skipped(links.path(), empty.path()), @"error[skipped]: leak leaky:clean: skipped: SkipTest: no malloc here");
}

/// The last record of the psleak driver in an environment, with a variable or without.
fn driven(python: &Path, malloc: Option<&str>) -> Value {
    let mut command = Command::new(python);
    command.arg("-s").arg(root().join("templates/smoke/run.py"));
    command.args(["psleak", r#"{"call": "builtins:len([1])"}"#]);
    command.env_remove("PYTHONMALLOC").env("PYTHONUNBUFFERED", "1");
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    if let Some(malloc) = malloc {
        command.env("PYTHONMALLOC", malloc);
    }
    let out = String::from_utf8(run(&mut command, "run the driver of psleak")).unwrap();
    serde_json::from_str(out.lines().last().unwrap()).unwrap()
}

#[test]
fn real_psleak_skips_without_malloc_and_the_driver_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let uv = |words: &[&str]| {
        let mut command = program("uv");
        command.args(words).env("UV_OFFLINE", "1").env("UV_FIND_LINKS", links());
        command.env("UV_CACHE_DIR", root().join("target/smoke/uv-cache"));
        command
    };
    let mut make = uv(&["venv", "--quiet", "--no-project", "--python"]);
    run(make.arg(newest()).arg(folder.path().join("v")), "make an environment");
    let python = folder.path().join("v/bin/python");
    let mut install = uv(&["pip", "install", "--quiet", "psleak", "psutil", "--python"]);
    run(install.arg(&python), "install psleak");
    let without = driven(&python, None);
    assert_eq!(without["verdict"], "skipped", "{without:#}");
    assert!(without["error"].as_str().unwrap().contains("PYTHONMALLOC"), "{without:#}");
    let with = driven(&python, Some("malloc"));
    assert_eq!(with["verdict"], "clean", "{with:#}");
}

#[test]
fn psleak_is_refused_on_free_threaded_interpreters() {
    let named = std::env::var_os("RELKIT_PYFT").map(PathBuf::from);
    let found = named.or_else(|| interpreters_of(|it| it.contains("t-")).into_iter().next());
    let Some(python) = found else {
        eprintln!("no free-threaded CPython here: psleak's refusal was NOT tried (RELKIT_PYFT)");
        return;
    };
    let wheel = built(&python, "leaky_free");
    let arguments = ["--python", python.to_str().unwrap(), "--engine", "psleak", "--leaks"];
    let mut command = from_folder(&links(), &arguments);
    let ran = Ran::from(command.arg("leaky_free:clean").arg(wheel).output().unwrap());
    assert_eq!(ran.status, Some(1), "{}", ran.out);
    let line = "error[skipped]: leak leaky_free:clean: skipped: \
                psleak does not run on free-threaded interpreters";
    assert!(ran.out.contains(line), "{}", ran.out);
}
