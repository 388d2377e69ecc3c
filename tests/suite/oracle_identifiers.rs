//! `identifiers.toml` against cibuildwheel itself.

use relkit::tables::{EnableGroup, Identifiers, Tables};
use serde_json::json;

use crate::support::{oracle::ask, python};

#[test]
fn identifiers_are_those_of_cibuildwheel() {
    let table: Identifiers = Tables::embedded().load().unwrap();
    let project = tempfile::tempdir().unwrap();
    std::fs::write(project.path().join("pyproject.toml"), "[build-system]\nrequires = []\n")
        .unwrap();
    let mut questions = Vec::new();
    let mut expected = Vec::new();
    for os in ["linux", "macos", "windows", "android", "ios", "pyodide"] {
        let groups = EnableGroup::ALL.iter().map(|group| Some(*group)).chain([None]);
        for enabled in groups {
            questions.push(json!({
                "project": project.path(),
                "platform": os,
                "machine": "arm64",
                "env": {"CIBW_ARCHS": "all", "CIBW_ENABLE": enabled.map_or("", EnableGroup::as_str)},
            }));
            let rows = table.identifier.iter().filter(|row| row.id.platform.os().as_str() == os);
            let open = rows.filter(|row| row.enable.is_none() || row.enable == enabled);
            expected.push(open.map(|row| row.id.to_string()).collect::<Vec<_>>());
        }
    }
    let printed: Vec<Vec<String>> = ask("build_identifiers.py", &[], &questions);
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    for ((question, own), theirs) in questions.iter().zip(expected).zip(printed) {
        assert_eq!(sorted(own), sorted(theirs), "{question}");
    }
}

#[test]
fn the_table_describes_the_release_that_the_suite_installs() {
    let table: Identifiers = Tables::embedded().load().unwrap();
    let pins =
        std::fs::read_to_string(python::root().join("tests/oracles/requirements.in")).unwrap();
    let pin = format!("cibuildwheel=={}", table.cibuildwheel);
    assert!(pins.lines().any(|line| line == pin), "requirements.in does not say {pin}");
}
