//! `relkit stub --lint`: every bad example has its code, every good one none.

use std::{fs, path::PathBuf};

use relkit::stub::lint::RULES;
use serde_json::Value;

use crate::support::{python::root, relkit::relkit};

/// Exit status and report of one folder or file.
fn lint(input: &str, more: &[&str]) -> (Option<i32>, Value) {
    let mut words = vec!["stub", "--lint", input, "--format", "json"];
    words.extend(more);
    let output = relkit(&words).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// The codes of a report and what could not be told.
fn codes(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

fn folder(code: &str, which: &str) -> PathBuf {
    root().join("tests/data/stub/lint").join(code).join(which)
}

fn judged(code: &str, which: &str) -> (Option<i32>, Value) {
    let folder = folder(code, which);
    let versions = folder.join("versions.txt");
    let versions = versions.to_str().unwrap();
    let more: &[&str] = if fs::exists(versions).unwrap() { &["--versions", versions] } else { &[] };
    lint(folder.to_str().unwrap(), more)
}

#[test]
fn every_rule_has_a_bad_and_a_good_example() {
    for rule in RULES {
        let (status, report) = judged(rule.code, "bad");
        // A note fails nothing.
        let wanted = i32::from(rule.code != "STB010");
        assert_eq!(status, Some(wanted), "{}: {report}", rule.code);
        assert!(codes(&report).iter().all(|code| code == rule.code), "{}: {report}", rule.code);
        assert!(!codes(&report).is_empty(), "{}: {report}", rule.code);
        let (status, report) = judged(rule.code, "good");
        assert_eq!((status, codes(&report)), (Some(0), Vec::new()), "{}: {report}", rule.code);
        assert_eq!(report["clean"], true);
    }
    let folders = fs::read_dir(root().join("tests/data/stub/lint")).unwrap().count();
    assert_eq!(folders, RULES.len(), "each folder is of a rule");
}

#[test]
fn what_cannot_be_read_is_a_failure() {
    let nowhere = tempfile::tempdir().unwrap();
    let (status, _) = lint(nowhere.path().to_str().unwrap(), &[]);
    assert_eq!(status, Some(2));
    let large = nowhere.path().join("setup.py");
    fs::write(&large, vec![b'#'; (256 << 10) + 1]).unwrap();
    assert_eq!(lint(large.to_str().unwrap(), &[]).0, Some(2));
}

#[test]
fn what_cannot_be_told_is_no_praise() {
    let folder = tempfile::tempdir().unwrap();
    let setup = folder.path().join("setup.py");
    fs::write(&setup, "import sys\nimport helper\nif helper.old():\n    sys.exit('no')\n").unwrap();
    let (status, report) = lint(setup.to_str().unwrap(), &[]);
    assert_eq!(status, Some(1));
    assert_eq!(report["unclear"][0]["line"], 4);
}
