//! The leak gate of `relkit smoke` on the C extension of `tests/smoke`.

use std::collections::BTreeMap;

use crate::support::smoke::{built, interpreters, report, verdicts};

/// Each kind of leak, and the counter that must be blamed.
const LEAKS: &[(&str, &str)] = &[
    ("leak_malloc()", "heap"),
    ("leak_large_malloc()", "mmap"),
    ("leak_rarely()", "heap"),
    ("leak_list()", "blocks"),
    ("leak_argument(...)", "references"),
    ("leak_shared()", "references"),
    ("leak_exception() raises ValueError", "blocks"),
    ("leak_mmap()", "vms"),
    ("leak_untouched_mmap()", "vms"),
    ("leak_fd()", "fds"),
    ("leak_rare_fd()", "fds"),
    ("leak_pipe()", "fds"),
    ("leak_thread()", "threads"),
];

const CLEAN: &[&str] = &[
    "clean()",
    "clean_argument(...)",
    "clean_malloc()",
    "clean_list()",
    "clean_exception() raises ValueError",
    "clean_fd()",
    "bounded_cache()",
    "bounded_objects()",
];

#[test]
fn every_kind_of_leak_is_blamed_and_nothing_clean_is() {
    let mut tried = 0;
    for (version, python) in interpreters().iter().filter(|(version, _)| !version.starts_with("2."))
    {
        let name = "leaky_multi";
        let wheel = built(python, name);
        let calls = LEAKS.iter().map(|(call, _)| *call).chain(CLEAN.iter().copied());
        let calls: Vec<String> = calls.map(|call| format!("{name}:{call}")).collect();
        let mut arguments = vec!["--python", python.to_str().unwrap(), wheel.to_str().unwrap()];
        for call in &calls {
            arguments.extend(["--leaks", call]);
        }
        let (status, report) = report(&arguments);
        assert_eq!(status, Some(1), "{version}");
        let verdicts = verdicts(&report);
        let cases = report["lanes"][0]["cases"].as_array().unwrap();
        let blamed: BTreeMap<&str, bool> = LEAKS
            .iter()
            .map(|(call, counter)| {
                let subject = format!("{name}:{call}");
                let case = cases.iter().find(|case| case["subject"] == *subject).unwrap();
                (*call, case["leak"]["counters"][counter]["leaks"] == true)
            })
            .collect();
        assert!(blamed.values().all(|blamed| *blamed), "{version}: {blamed:#?}");
        for call in CLEAN {
            assert_eq!(verdicts[&format!("leak {name}:{call}")], "passed", "{version} {call}");
        }
        tried += 1;
    }
    assert!(tried > 0, "no interpreter from 3.6 on");
}

#[test]
fn what_cannot_be_called_fails() {
    let python = crate::support::smoke::newest();
    let wheel = built(python, "leaky");
    let python = python.to_str().unwrap();
    let run = |call: &str| report(&["--python", python, wheel.to_str().unwrap(), "--leaks", call]);
    for call in ["leaky:leak_argument()", "leaky:nothing", "leaky:clean() raises ValueError"] {
        let (status, report) = run(call);
        assert_eq!(status, Some(1), "{call}");
        assert_eq!(verdicts(&report)[&format!("leak {call}")], "failed", "{call}");
    }
}
