//! A module that imports only because another was imported before it does not import.

use crate::support::{
    smoke::{built, interpreters_of, newest, report, verdicts},
    wheel::Wheel,
};

/// The case of a module in the only lane.
fn case(report: &serde_json::Value, module: &str) -> serde_json::Value {
    let mut cases = report["lanes"][0]["cases"].as_array().unwrap().iter();
    cases.rfind(|case| case["subject"] == module).unwrap().clone()
}

#[test]
fn a_module_that_lives_on_others_does_not_import() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new("demo", "1")
        .tag("py2.py3-none-any")
        .metadata(b"Metadata-Version: 2.1\nName: demo\nVersion: 1\n")
        .file("fine.py", b"import json\n")
        .file("lender.py", b"import xml.dom\n")
        .file("masked.py", b"import sys\nsys.modules['subprocess']\n")
        .file("user.py", b"import xml\nxml.dom\n")
        .write(folder.path());
    let pythons = interpreters_of(|_| true);
    assert!(!pythons.is_empty());
    for python in pythons {
        let (python, wheel) = (python.to_str().unwrap(), wheel.to_str().unwrap());
        let (status, report) = report(&["--python", python, "--no-deps", wheel]);
        let found: Vec<_> = verdicts(&report).into_iter().filter(|it| it.1 != "passed").collect();
        let wanted =
            ["import masked", "import user"].map(|it| (it.to_owned(), "import-failed".to_owned()));
        assert_eq!((status, found.as_slice()), (Some(1), &wanted[..]), "{python}: {report:#}");
        let (masked, user) = (case(&report, "masked"), case(&report, "user"));
        assert_eq!(masked["message"], "its import raises KeyError: 'subprocess'", "{python}");
        let notes = masked["notes"].to_string();
        assert!(notes.contains("it did import before, in a process where others were"), "{notes}");
        assert!(user["notes"].to_string().contains("it imports only after lender"), "{user}");
    }
}

#[test]
fn a_library_that_another_module_has_loaded_is_missing() {
    let wheel = built(newest(), "beside");
    let python = newest().to_str().unwrap();
    let (status, report) = report(&["--python", python, wheel.to_str().unwrap()]);
    let found: Vec<_> =
        verdicts(&report).into_iter().map(|it| format!("{} {}", it.0, it.1)).collect();
    insta::assert_snapshot!(found.join("\n"), @"
    import beside passed
    import beside._a passed
    import beside._b missing-library
    load beside/librelkitbeside.so.3 passed
    ");
    assert_eq!(status, Some(1));
    let case = case(&report, "beside._b");
    assert_eq!(case["message"], "library librelkitbeside.so.3 is missing");
    assert!(case["notes"].to_string().contains("it imports only after beside._a"), "{case}");
}

/// A fork is quick, and has the last word only where it is good.
#[test]
fn what_forks_cannot_tell_new_processes_do() {
    let wheel = built(newest(), "forkless");
    let python = newest().to_str().unwrap();
    let (status, report) = report(&["--python", python, wheel.to_str().unwrap()]);
    let found = verdicts(&report);
    assert_eq!((status, found.len()), (Some(0), 3), "{report:#}");
}
