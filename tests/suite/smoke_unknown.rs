//! What the import driver does not know it does not claim.

use std::{fs, process::Command};

use relkit::smoke::Drivers;
use serde_json::{Value, json};

use crate::support::{python::run, smoke::newest};

/// The records of the import driver on two modules, of which the second turns the GIL on, as far as the
/// interpreter says; what it does where `-v` asks for all such modules, comes first in it.
fn records(second: &str) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    Drivers::write(&folder.path().join("drivers")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("first_one.py", "import sys\nsys._is_gil_enabled = lambda: False\n");
    let on = "import sys\nsys._is_gil_enabled = lambda: True\n";
    write("second_one.py", &format!("{second}\n{on}"));
    let request = json!({
        "modules": ["first_one", "second_one"], "gil": true, "path": [folder.path()], "token": "word",
    });
    let mut command = Command::new(newest());
    command.arg("-I").arg(folder.path().join("drivers/run.py")).arg("imports");
    command.arg(request.to_string()).current_dir(&folder);
    let out = String::from_utf8(run(&mut command, "run the driver")).unwrap();
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn culprits_are_unknown_where_their_process_dies() {
    let last = |second: &str| records(second).pop().unwrap();
    let whole = last("");
    assert_eq!((&whole["event"], &whole["gil_culprits"]), (&json!("end"), &json!([])));
    let died = last("import os, sys\nif sys.flags.verbose:\n    os._exit(3)");
    assert_eq!((&died["event"], &died["gil_culprits"]), (&json!("end"), &Value::Null));
}

#[test]
fn every_record_repeats_the_word_that_no_module_finds_by_chance() {
    let records = records("import sys\nassert len(sys.argv) == 1, sys.argv");
    assert!(records.iter().all(|record| record["token"] == "word"), "{records:#?}");
    let modules: Vec<_> = records.iter().filter(|record| record["event"] == "module").collect();
    assert_eq!(modules.len(), 2);
    assert!(modules.iter().all(|module| module["error"].is_null()), "{modules:#?}");
}
