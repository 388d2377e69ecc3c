//! The gate of the GIL on a free-threaded interpreter, where there is one: `RELKIT_PYFT`, or what
//! `relkit smoke` finds. `tests/build-free-threaded.sh` builds one.

use std::path::PathBuf;

use crate::support::{
    corpus,
    smoke::{built, interpreters_of, report, verdicts},
};

/// A free-threaded interpreter; the suite says plainly when it ran without one.
pub(crate) fn free_threaded() -> Option<PathBuf> {
    let named = std::env::var_os("RELKIT_PYFT").map(PathBuf::from);
    let found =
        named.or_else(|| interpreters_of(|target| target.contains("t-")).into_iter().next());
    if found.is_none() {
        // Not by a macro, whose words the harness keeps to itself where the test passes.
        let words = b"\nno free-threaded CPython here: NOT tried on one (RELKIT_PYFT)\n";
        std::io::Write::write_all(&mut std::io::stderr(), words).unwrap();
    }
    found
}

#[test]
fn whoever_turns_the_gil_on_is_named() {
    let Some(python) = free_threaded() else { return };
    let expected = [
        ("leaky", Some("gil-back")),
        ("leaky_multi", Some("gil-back")),
        ("leaky_multi_used", Some("gil-back")),
        ("leaky_free", None),
        ("leaky_multi_free", None),
    ];
    for (name, verdict) in expected {
        let wheel = built(&python, name);
        let (status, report) =
            report(&["--python", python.to_str().unwrap(), wheel.to_str().unwrap()]);
        let found = verdicts(&report);
        assert_eq!(found.get(&format!("gil {name}")).map(String::as_str), verdict, "{found:?}");
        assert_eq!(status, Some(i32::from(verdict.is_some())), "{found:?}");
        if verdict.is_none() {
            assert_eq!(found["gil all modules"], "passed");
        }
    }
}

#[test]
fn published_wheels_are_what_their_code_says() {
    let Some(python) = free_threaded() else { return };
    let files = corpus::files("gil").into_iter();
    let files: Vec<String> = files.map(|path| path.to_str().unwrap().to_owned()).collect();
    let arguments = ["--no-deps", "--skip", "greenlet.tests", "--python", python.to_str().unwrap()];
    let arguments = arguments.into_iter().chain(files.iter().map(String::as_str));
    let (status, report) = report(&arguments.collect::<Vec<_>>());
    assert_eq!(status, Some(1), "greenlet 3.2.2 turns the GIL on");
    let gil = |lane: &serde_json::Value| -> Vec<String> {
        let cases = lane["cases"].as_array().unwrap().iter().filter(|case| case["gate"] == "gil");
        cases.map(|case| format!("{} {}", case["subject"], case["verdict"])).collect()
    };
    let mut tried = 0;
    for lane in report["lanes"].as_array().unwrap().iter().filter(|it| it["not_tried"].is_null()) {
        tried += 1;
        let expected = match lane["release"].as_str().unwrap().split(' ').next().unwrap() {
            "greenlet" => "\"greenlet._greenlet\" \"gil-back\"",
            // Both want other projects, which are not installed here.
            "contourpy" | "pydantic_core" => "\"the others\" \"skipped\"",
            _ => "\"all modules\" \"passed\"",
        };
        assert_eq!(gil(lane), [expected], "{lane:#}");
    }
    assert!(tried >= 7, "3.13t takes seven of them");
    // lxml's wheels are for 3.14t, and declare that they need the GIL.
    let untried = report["untried"].to_string();
    assert!(untried.contains("0 of its modules leave the GIL off, 7 turn it on"), "{untried}");
}

#[test]
fn leaks_are_found_without_the_gil() {
    let Some(python) = free_threaded() else { return };
    let wheel = built(&python, "leaky_multi_free");
    let name = "leaky_multi_free";
    let leaks =
        ["leak_malloc()", "leak_list()", "leak_argument(...)", "leak_fd()", "leak_rarely()"];
    let clean = ["clean()", "clean_list()", "bounded_cache()"];
    let calls: Vec<String> =
        leaks.iter().chain(&clean).map(|call| format!("{name}:{call}")).collect();
    let mut arguments = vec!["--python", python.to_str().unwrap(), wheel.to_str().unwrap()];
    arguments.extend(calls.iter().flat_map(|call| ["--leaks", call]));
    let (status, report) = report(&arguments);
    assert_eq!(status, Some(1));
    let found = verdicts(&report);
    for call in leaks {
        assert_eq!(found[&format!("leak {name}:{call}")], "leak", "{call}");
    }
    for call in clean {
        assert_eq!(found[&format!("leak {name}:{call}")], "passed", "{call}");
    }
}

#[test]
fn an_interpreter_with_the_gil_is_not_asked() {
    let python = crate::support::smoke::newest();
    let wheel = built(python, "leaky");
    let (status, report) = report(&["--python", python.to_str().unwrap(), wheel.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{report:#}");
    assert!(verdicts(&report).keys().all(|subject| !subject.starts_with("gil")));
    let notes = report["lanes"][0]["notes"].to_string();
    assert!(notes.contains("the gate of the GIL is for free-threaded interpreters"), "{notes}");
}
