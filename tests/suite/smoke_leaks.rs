//! The leak gate of `relkit smoke` on the C extension of `tests/smoke`.

use std::{collections::BTreeMap, path::Path};

use crate::{
    smoke_gil::free_threaded,
    support::{
        smoke::{built, interpreters, report, verdicts},
        wheel::Wheel,
    },
};

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
    ("leak_element([...])", "references"),
    ("leak_element([2.5, 1])", "references"),
    // Its block moves from the heap to a mapping of its own: either is right, and both together.
    ("leak_store()", "leak"),
];

/// Python's own memory, which grows in few blocks: where it is not the C heap that grows by it,
/// `traced` must be blamed.
const GROWING: &[&str] = &["leak_growing_bytes()", "leak_growing_list()", "leak_rare_object()"];

const CLEAN: &[&str] = &[
    "clean()",
    "clean_argument(...)",
    "clean_malloc()",
    "clean_list()",
    "clean_exception() raises ValueError",
    "clean_fd()",
    "bounded_cache()",
    "bounded_objects()",
    "clean_pool()",
    "clean_later()",
];

/// The verdicts on all calls of a module, which must be these: by call, the counters that are blamed.
fn blamed(python: &Path, name: &str) -> BTreeMap<String, Vec<String>> {
    let wheel = built(python, name);
    let calls = LEAKS.iter().map(|(call, _)| call).chain(GROWING).chain(CLEAN);
    let calls: Vec<String> = calls.map(|call| format!("{name}:{call}")).collect();
    let mut arguments = vec!["--python", python.to_str().unwrap(), wheel.to_str().unwrap()];
    for call in &calls {
        arguments.extend(["--leaks", call]);
    }
    let (status, report) = report(&arguments);
    assert_eq!(status, Some(1), "{}", python.display());
    let cases = report["lanes"][0]["cases"].as_array().unwrap().iter();
    let leaks = cases.filter(|case| case["gate"] == "leak").map(|case| {
        let call = case["subject"].as_str().unwrap().split_once(':').unwrap().1.to_owned();
        let counters = case["leak"]["counters"].as_object().unwrap().iter();
        let mut words: Vec<String> = counters
            .filter(|(_, counter)| counter["leaks"] == true)
            .map(|(name, _)| name.clone())
            .collect();
        words.insert(0, case["verdict"].as_str().unwrap().to_owned());
        (call, words)
    });
    leaks.collect()
}

/// Each leak is blamed on its counter, and nothing clean is.
fn assert_each(python: &Path, name: &str, growing: Option<&str>) {
    let (blamed, at) = (blamed(python, name), python.display());
    let is = |call: &str, word: &str| blamed[call].iter().any(|found| found == word);
    for (call, counter) in LEAKS {
        assert!(is(call, counter), "{at} {call}: {blamed:#?}");
    }
    for call in GROWING {
        assert!(is(call, growing.unwrap_or("leak")), "{at} {call}: {blamed:#?}");
    }
    for call in CLEAN {
        assert!(is(call, "passed"), "{at} {call}: {blamed:#?}");
    }
}

#[test]
fn every_kind_of_leak_is_blamed_and_nothing_clean_is() {
    let mut tried = 0;
    for (_, python) in interpreters().iter().filter(|(version, _)| !version.starts_with("2.")) {
        assert_each(python, "leaky_multi", None);
        tried += 1;
    }
    assert!(tried > 0, "no interpreter from 3.6 on");
}

#[test]
fn on_free_threaded_interpreters_too() {
    let Some(python) = free_threaded() else { return };
    assert_each(&python, "leaky_multi_free", Some("traced"));
}

/// The body of some functions runs only when what they give is asked for, whatever they look like.
#[test]
fn what_a_call_gives_counts() {
    let code = b"kept = []\n\
        def plain(function):\n    return lambda: function()\n\
        @plain\ndef leak_generator():\n    yield kept.append([])\n\
        @plain\ndef clean_generator():\n    yield []\n\
        @plain\nasync def waits():\n    kept.append([])\n";
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new("lazy", "1").file("lazy_calls.py", code).write(folder.path());
    let python = crate::support::smoke::newest().to_str().unwrap();
    let calls = ["leak_generator", "clean_generator", "waits"].map(|it| format!("lazy_calls:{it}"));
    let mut arguments = vec!["--python", python, "--no-deps", wheel.to_str().unwrap()];
    arguments.extend(calls.iter().flat_map(|call| ["--leaks", call]));
    let found = verdicts(&report(&arguments).1);
    let of = |name: &str| found[&format!("leak lazy_calls:{name}")].as_str();
    let all = ["leak_generator", "clean_generator", "waits"].map(of);
    assert_eq!(all, ["leak", "passed", "failed"]);
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
