//! What `relkit smoke` is tried with: the interpreters of the machine, and wheels that are built for
//! them from `tests/smoke`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{LazyLock, Mutex, PoisonError},
};

use serde_json::Value;

use super::{
    python::{program, root, run},
    relkit::{Ran, relkit},
};

/// `relkit smoke` with uv on its `PATH`, and the user's folder, where pyenv and uv keep interpreters.
pub(crate) fn smoke(arguments: &[&str]) -> Command {
    let mut command = relkit(&["smoke"]);
    command.args(arguments);
    let uv = PathBuf::from(program("uv").get_program()).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(uv).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(folders).unwrap());
    for name in ["HOME", "USERPROFILE", "PYENV_ROOT", "UV_CACHE_DIR", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// Runs it with `--format json`, and gives the status and the report.
pub(crate) fn report(arguments: &[&str]) -> (Option<i32>, Value) {
    let run = Ran::from(smoke(arguments).args(["--format", "json"]).output().unwrap());
    let report = serde_json::from_str(&run.out);
    (run.status, report.unwrap_or_else(|error| panic!("{error}: {}\n{}", run.out, run.err)))
}

/// Every interpreter that relkit finds here: version, target and path.
fn found() -> &'static [(String, String, PathBuf)] {
    static FOUND: LazyLock<Vec<(String, String, PathBuf)>> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let wheel = super::wheel::Wheel::new("demo", "1").write(folder.path());
        let (_, report) = report(&["--no-deps", wheel.to_str().unwrap()]);
        let lanes = report["lanes"].as_array().unwrap();
        let text = |lane: &Value, key: &str| lane[key].as_str().unwrap_or_default().to_owned();
        lanes
            .iter()
            .map(|it| (text(it, "version"), text(it, "target"), text(it, "python").into()))
            .collect()
    });
    &FOUND
}

/// The interpreters with the GIL, by version.
pub(crate) fn interpreters() -> BTreeMap<String, PathBuf> {
    let with_gil = found().iter().filter(|(_, target, _)| !target.contains("t-"));
    with_gil.map(|(version, _, path)| (version.clone(), path.clone())).collect()
}

/// The interpreters whose targets are wanted.
pub(crate) fn interpreters_of(wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let wanted = found().iter().filter(|(_, target, _)| wanted(target));
    wanted.map(|(.., path)| path.clone()).collect()
}

/// The newest interpreter with the GIL that is found.
pub(crate) fn newest() -> &'static Path {
    let of = |version: &str| -> Vec<u32> {
        version.split('.').map(|part| part.parse().unwrap_or_default()).collect()
    };
    let with_gil = found().iter().filter(|(_, target, _)| !target.contains("t-"));
    &with_gil.max_by_key(|(version, ..)| of(version)).unwrap().2
}

/// A wheel of `tests/smoke/build.py`, built for an interpreter.
pub(crate) fn built(python: &Path, name: &str) -> PathBuf {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let key = python.to_string_lossy().replace(['/', '\\', ':'], "_");
    let folder = root().join("target/smoke").join(key);
    fs::create_dir_all(&folder).unwrap();
    let mut build = Command::new(python);
    build.arg(root().join("tests/smoke/build.py")).arg(&folder).arg(name);
    let out = String::from_utf8(run(&mut build, "build a wheel with the C compiler")).unwrap();
    let line = out.lines().find(|line| line.starts_with('{')).unwrap();
    let made: Value = serde_json::from_str(line).unwrap();
    made["wheel"].as_str().unwrap().into()
}

/// The answers of a report: gate, subject and verdict of each, by the subject.
pub(crate) fn verdicts(report: &Value) -> BTreeMap<String, String> {
    let cases = report["lanes"].as_array().unwrap().iter();
    cases
        .flat_map(|lane| lane["cases"].as_array().unwrap())
        .map(|case| {
            let text = |key: &str| case[key].as_str().unwrap();
            let subject = format!("{} {}", text("gate"), text("subject"));
            (subject, text("verdict").to_owned())
        })
        .collect()
}
