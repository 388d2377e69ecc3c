//! False alarms: calls of the standard library, numpy, psutil and markupsafe that lose nothing must be
//! called clean, each of them, every time.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use relkit::smoke::Drivers;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{
    python::{program, root, run},
    smoke::newest,
};

/// How often all of them are judged.
const RUNS: usize = 3;
/// How many functions there are at least.
const FUNCTIONS: usize = 200;

/// An environment of the newest interpreter with the pinned packages, which is made once.
fn python() -> PathBuf {
    let pins = root().join("tests/oracles/smoke/requirements.txt");
    let key = Sha256::new()
        .chain_update(fs::read(&pins).unwrap())
        .chain_update(newest().to_str().unwrap())
        .finalize();
    let key: String = key.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let folder = root().join("target/smoke/packages").join(key);
    let python = folder.join("bin/python");
    if folder.join("complete").exists() {
        return python;
    }
    let mut make = program("uv");
    make.args(["venv", "--quiet", "--no-project", "--clear", "--python"]).arg(newest());
    run(make.arg(&folder), "make an environment");
    let mut install = program("uv");
    install.args(["pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]);
    install.arg("--python").arg(&python).arg("-r").arg(pins);
    run(&mut install, "install packages from PyPI");
    fs::write(folder.join("complete"), "").unwrap();
    python
}

/// The calls of a list: one a line, with what it raises behind ` !`.
fn calls(list: &str) -> Vec<Value> {
    let text = fs::read_to_string(root().join("tests/smoke").join(list)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let call = |line: &str| match line.rsplit_once(" !") {
        Some((call, raises)) => json!({ "call": call, "raises": raises }),
        None => json!({ "call": line }),
    };
    lines.map(call).collect()
}

/// The verdict on each call, by the driver that judges many in one process each.
fn verdicts(python: &Path, folder: &Path, calls: &[Value]) -> BTreeMap<String, Value> {
    let request = folder.join("request.json");
    // As `relkit smoke` limits its trials.
    let limits = json!({ "AS": 4_u64 << 30, "CORE": 0 });
    fs::write(&request, json!({ "calls": calls, "limits": limits }).to_string()).unwrap();
    let mut command = Command::new(python);
    command.arg("-I").arg(folder.join("drivers/run.py")).arg("many");
    command.arg(format!("@{}", request.display())).current_dir(folder);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", folder).env("LANG", "C.UTF-8");
    let out = String::from_utf8(run(&mut command, "run the driver")).unwrap();
    let records = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let (mut verdicts, mut end) = (BTreeMap::new(), Value::Null);
    for mut record in records {
        match record["event"].as_str().unwrap() {
            // The first of a function, or of the driver itself.
            "begin" => end = Value::Null,
            "end" => end = record.take(),
            "ended" => {
                let call = record["call"].as_str().unwrap().to_owned();
                verdicts.insert(call, if end["verdict"].is_null() { record } else { end.take() });
            }
            _ => {}
        }
    }
    assert_eq!(end["calls"], calls.len(), "the driver did not come to its end");
    verdicts
}

#[test]
fn nobody_is_blamed_who_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    Drivers::write(&folder.path().join("drivers")).unwrap();
    let python = python();
    let lists = ["standard_library.txt", "packages.txt"].map(calls);
    assert!(lists.iter().map(Vec::len).sum::<usize>() >= FUNCTIONS);
    for number in 1..=RUNS {
        for list in &lists {
            let verdicts = verdicts(&python, folder.path(), list);
            assert_eq!(verdicts.len(), list.len());
            let others: BTreeMap<_, _> =
                verdicts.iter().filter(|(_, end)| end["verdict"] != "clean").collect();
            assert!(others.is_empty(), "run {number}: {others:#?}");
        }
    }
}
