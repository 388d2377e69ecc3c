//! `relkit smoke` on wheels that crash, hang, flood, fork, end or lie: each gets its own verdict, and
//! nothing is left behind.

use std::{collections::BTreeMap, ffi::OsStr, fs, path::Path, process::Command};

use crate::support::{
    relkit::Ran,
    smoke::{built, newest, report, smoke, verdicts},
    wheel::Wheel,
};

/// Those that end at their time limit and at nothing else.
const ENDLESS: &[(&str, &str)] = &[("hangs", "hung"), ("hostile_spins", "hung")];

/// The verdict on each other hostile wheel of `tests/smoke`.
const EXPECTED: &[(&str, &str)] = &[
    ("aborts", "crashed"),
    ("closes", "exited"),
    ("daemon", "passed"),
    ("deletes", "files-gone"),
    ("eats", "import-failed"),
    ("exits", "exited"),
    ("forks", "forks"),
    ("half", "passed"),
    ("hostile_aborts", "crashed"),
    ("hostile_faults", "crashed"),
    ("hostile_lacks", "missing-library"),
    ("hostile_nameless", "import-failed"),
    ("hostile_needs", "missing-library"),
    ("hostile_recurses", "crashed"),
    ("hostile_silent", "import-failed"),
    ("kills", "crashed"),
    ("leaves", "import-failed"),
    ("lies", "broken-answer"),
    ("prints", "too-much-output"),
    ("raises", "import-failed"),
    ("surrogates", "import-failed"),
    ("warns", "passed"),
];

/// Tries wheels with these limits, and compares what is said of each of them.
fn judged(expected: &[(&str, &str)], limits: &[&str]) -> serde_json::Value {
    let python = newest();
    let wheels: Vec<_> = expected.iter().map(|(name, _)| built(python, name)).collect();
    let mut arguments = [&["--python", python.to_str().unwrap()][..], limits].concat();
    arguments.extend(wheels.iter().map(|wheel| wheel.to_str().unwrap()));
    let (status, report) = report(&arguments);
    assert_eq!(status, Some(1));
    let found = verdicts(&report);
    let of = |name: &str| found.get(&format!("import {name}")).map(String::as_str);
    let wrong: BTreeMap<_, _> = expected
        .iter()
        .filter(|(name, verdict)| of(name) != Some(verdict))
        .map(|(name, verdict)| (name, (of(name), verdict)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{report:#}");
    report
}

#[test]
fn every_kind_of_bad_wheel_has_its_verdict() {
    // Less memory than the machine has, so that asking for more fails before it is slow; more time
    // than any of them takes beside the whole suite.
    let report = judged(EXPECTED, &["--timeout", "60", "--memory", "1"]);
    let daemon =
        report["lanes"].as_array().unwrap().iter().find(|it| it["release"] == "daemon 1.0");
    let daemon = verdicts(&serde_json::json!({ "lanes": [daemon] }));
    assert_eq!(daemon["import all modules"], "left-running", "its own session hides no process");
}

#[test]
fn what_never_ends_is_ended() {
    judged(ENDLESS, &["--timeout", "3"]);
}

#[test]
#[cfg(target_os = "linux")]
fn who_hides_is_found_and_ended() {
    let wheel = built(newest(), "hides");
    let arguments = ["--python", newest().to_str().unwrap(), wheel.to_str().unwrap()];
    let (status, report) = report(&arguments);
    assert_eq!(status, Some(1), "{report:#}");
    assert_eq!(report["orphans"], serde_json::json!(["sleep 597"]));
    let lines = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let mut lines = lines.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    assert!(!lines.any(|line| line == b"sleep\x00597\0"), "it runs on");
}

#[test]
fn each_shared_library_must_load() {
    let python = newest();
    let wheel = built(python, "libraries");
    let arguments = ["--python", python.to_str().unwrap(), wheel.to_str().unwrap()];
    let (status, full) = report(&arguments);
    assert_eq!(status, Some(1));
    let expected = [
        ("import libraries", "passed"),
        ("load libraries/libaborts.so", "crashed"),
        ("load libraries/libfine.so", "passed"),
        ("load libraries/libneeds.so.1", "missing-library"),
    ];
    let expected = expected.map(|(subject, verdict)| (subject.to_owned(), verdict.to_owned()));
    assert_eq!(verdicts(&full), BTreeMap::from(expected), "a processor's own libraries alone");
    let skip = ["--skip", "libraries/libneeds.so.1", "--skip", "libraries/libaborts.so"];
    let (status, less) = report(&[&arguments[..], &skip].concat());
    assert_eq!(status, Some(0), "{less:#}");
    assert!(less["lanes"][0]["notes"].to_string().contains("libneeds.so.1 is skipped, as asked"));
}

#[test]
fn the_others_go_on_and_nothing_is_left_behind() {
    let python = newest();
    let temporary = tempfile::tempdir().unwrap();
    let wheels = ["aborts", "daemon", "warns"].map(|name| built(python, name));
    let mut command = smoke(&["--python", python.to_str().unwrap()]);
    let run = Ran::from(command.args(&wheels).env("TMPDIR", temporary.path()).output().unwrap());
    assert_eq!(run.status, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("error[crashed]: import aborts: crashed with SIGABRT"), "{}", run.out);
    assert!(run.out.contains("3 of 3 lanes tried"), "{}", run.out);
    assert!(fs::read_dir(temporary.path()).unwrap().next().is_none());
    assert_eq!(processes_in(temporary.path()), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_kills_relkit_ends_it_all() {
    let python = newest();
    let temporary = tempfile::tempdir().unwrap();
    let wheel = built(python, "hangs");
    let mut command = smoke(&["--python", python.to_str().unwrap(), wheel.to_str().unwrap()]);
    let mut relkit = command.env("TMPDIR", temporary.path()).spawn().unwrap();
    let soon = |what: &dyn Fn() -> bool| {
        let waits = |_| {
            let done = what();
            std::thread::sleep(std::time::Duration::from_millis(if done { 0 } else { 50 }));
            done
        };
        (0..1200).any(waits)
    };
    let inner = || fs::read_dir(temporary.path()).unwrap().find_map(Result::ok);
    let trial = || inner().is_some_and(|run| processes_in(&run.path().join("imports-")) > 0);
    assert!(soon(&trial), "the trial begins");
    relkit.kill().unwrap();
    relkit.wait().unwrap();
    assert!(soon(&|| processes_in(temporary.path()) == 0), "the trial is ended");
    assert!(soon(&|| inner().is_none()), "the folder is removed");
}

/// A container may have no `/proc` at all, or that of its host.
#[cfg(target_os = "linux")]
#[test]
fn without_proc_the_group_is_still_found() {
    let temporary = tempfile::tempdir().unwrap();
    let wheel = |name: &str, seconds: &str| {
        let code = format!("import os\nos.system('sleep {seconds} &')\n");
        let wheel = Wheel::new(name, "1").file(&format!("{name}/__init__.py"), code.as_bytes());
        wheel.write(temporary.path())
    };
    let (stays, ends) = (wheel("stays", "600"), wheel("ends", "0.1"));
    let wheels = [stays.to_str().unwrap(), ends.to_str().unwrap()];
    let asked = smoke(&[&["--python", newest().to_str().unwrap()][..], &wheels].concat());
    let hidden = "mount -t tmpfs none /proc && exec \"$@\"";
    let mut said = Vec::new();
    // As root, else as root of a user namespace.
    for arguments in [&["--mount"][..], &["--user", "--map-root-user", "--mount"][..]] {
        let mut command = Command::new("unshare");
        command.args(arguments).args(["sh", "-c", hidden, "sh"]);
        command.arg(asked.get_program()).args(asked.get_args()).env_clear();
        let set =
            |(name, value): (&OsStr, Option<&OsStr>)| Some((name.to_owned(), value?.to_owned()));
        command.envs(asked.get_envs().filter_map(set)).env("TMPDIR", temporary.path());
        let ran = Ran::from(command.output().unwrap());
        if ran.out.is_empty() {
            said.push(ran.err);
            continue;
        }
        assert_eq!(ran.status, Some(1), "{}{}", ran.out, ran.err);
        assert_eq!(ran.out.matches("error[left-running]: import").count(), 1, "{}", ran.out);
        let (_, told) = ran.out.split_once("\nstays 1 on ").unwrap();
        assert!(told.contains("error[left-running]"), "who is about to end stays: {}", ran.out);
        assert_eq!(processes_in(temporary.path()), 0);
        return;
    }
    panic!("a file system of its own is not permitted here: {}", said.join("; "));
}

/// How many processes were started with a variable that names this folder.
fn processes_in(folder: &Path) -> usize {
    let folder = folder.to_str().unwrap().as_bytes();
    let entries = fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let variables = entries.filter_map(|entry| fs::read(entry.path().join("environ")).ok());
    variables.filter(|all| all.windows(folder.len()).any(|part| part == folder)).count()
}

#[test]
fn warnings_are_failures_where_that_is_asked() {
    let python = newest();
    let wheel = built(python, "warns");
    let arguments = ["--python", python.to_str().unwrap(), wheel.to_str().unwrap()];
    assert_eq!(report(&arguments).0, Some(0));
    let (status, report) = report(&[&arguments[..], &["--warnings", "error"]].concat());
    assert_eq!(status, Some(1));
    assert_eq!(verdicts(&report)["import warns"], "warned");
}

/// The compiler warns once: where an installer has compiled, nobody hears of it.
#[test]
fn what_the_compiler_warns_of_is_heard_whoever_installs() {
    let folder = tempfile::tempdir().unwrap();
    let code = b"def same(one):\n    return one is 'x'\n";
    let wheel = Wheel::new("demo", "1").file("noisy.py", code).write(folder.path());
    fs::write(folder.path().join("uv.toml"), "[pip]\ncompile-bytecode = true\n").unwrap();
    for has_uv in [true, false] {
        let python = newest().to_str().unwrap();
        let mut command = smoke(&["--warnings", "error", "--python", python]);
        command.arg(&wheel).env("PIP_COMPILE", "1").env("UV_COMPILE_BYTECODE", "1");
        command.env("UV_CONFIG_FILE", folder.path().join("uv.toml"));
        if !has_uv {
            command.env("PATH", folder.path());
        }
        let run = Ran::from(command.output().unwrap());
        assert!(run.out.contains("warns: SyntaxWarning: "), "{has_uv}: {}{}", run.out, run.err);
        assert_eq!(run.status, Some(1));
    }
}

#[test]
fn variables_of_python_reach_no_trial() {
    let python = newest();
    let wheel = built(python, "leaky");
    let mut command =
        smoke(&["--python", python.to_str().unwrap(), "--leaks", "leaky:leak_list()"]);
    command
        .env("PYTHONMALLOC", "malloc")
        .env("PYTHONHOME", "/nowhere")
        .env("PYTHONPATH", "/nowhere");
    let run = Ran::from(command.arg(wheel).output().unwrap());
    assert!(run.out.contains("error[leak]: leak leaky:leak_list()"), "{}{}", run.out, run.err);
    assert!(run.out.contains("blocks +2"), "{}", run.out);
}
