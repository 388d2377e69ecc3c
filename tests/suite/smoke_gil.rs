//! The gate of the GIL on a free-threaded interpreter, where there is one: `RELKIT_PYFT`, or what
//! `relkit smoke` finds. `tests/build-free-threaded.sh` builds one.

use std::path::PathBuf;

use crate::support::smoke::{built, interpreters_of, report, verdicts};

/// A free-threaded interpreter; the suite says plainly when it ran without one.
fn free_threaded() -> Option<PathBuf> {
    let named = std::env::var_os("RELKIT_PYFT").map(PathBuf::from);
    let found =
        named.or_else(|| interpreters_of(|target| target.contains("t-")).into_iter().next());
    if found.is_none() {
        eprintln!("no free-threaded CPython here: the gate of the GIL was NOT tried (RELKIT_PYFT)");
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
fn an_interpreter_with_the_gil_is_not_asked() {
    let python = crate::support::smoke::newest();
    let wheel = built(python, "leaky");
    let (status, report) = report(&["--python", python.to_str().unwrap(), wheel.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{report:#}");
    assert!(verdicts(&report).keys().all(|subject| !subject.starts_with("gil")));
    let notes = report["lanes"][0]["notes"].to_string();
    assert!(notes.contains("the gate of the GIL is for free-threaded interpreters"), "{notes}");
}
