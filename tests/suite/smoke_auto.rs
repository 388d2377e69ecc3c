//! `relkit smoke --leaks-auto`: leaks are looked for in every public function that needs no argument.

use crate::support::{
    corpus,
    smoke::{built, newest, report, verdicts},
    wheel::Wheel,
};

/// The notes of the only lane.
fn notes(report: &serde_json::Value) -> Vec<String> {
    let notes = report["lanes"][0]["notes"].as_array().unwrap();
    let notes = notes.iter().map(|note| note.as_str().unwrap().to_owned());
    // On interpreters with the GIL one note says that its gate is for others.
    notes.filter(|note| !note.starts_with("the gate of the GIL")).collect()
}

#[test]
fn functions_that_leak_are_found_without_being_named() {
    let wheel = built(newest(), "leaky");
    let python = newest().to_str().unwrap();
    let (status, report) = report(&["--python", python, "--leaks-auto", wheel.to_str().unwrap()]);
    assert_eq!(status, Some(1));
    let verdicts: Vec<String> = verdicts(&report)
        .iter()
        .filter_map(|(subject, verdict)| {
            Some(format!("{} {verdict}", subject.strip_prefix("leak ")?))
        })
        .collect();
    insta::assert_snapshot!(verdicts.join("\n"), @"
    leaky:bounded_cache() passed
    leaky:bounded_objects() passed
    leaky:clean() passed
    leaky:clean_exception() raises ValueError passed
    leaky:clean_fd() passed
    leaky:clean_later() passed
    leaky:clean_list() passed
    leaky:clean_malloc() passed
    leaky:clean_pool() passed
    leaky:hang() skipped
    leaky:leak_exception() raises ValueError leak
    leaky:leak_fd() leak
    leaky:leak_growing_bytes() leak
    leaky:leak_growing_list() leak
    leaky:leak_large_malloc() leak
    leaky:leak_list() leak
    leaky:leak_malloc() leak
    leaky:leak_mmap() leak
    leaky:leak_pipe() leak
    leaky:leak_rare_fd() leak
    leaky:leak_rare_object() leak
    leaky:leak_rarely() leak
    leaky:leak_shared() leak
    leaky:leak_store() leak
    leaky:leak_thread() leak
    leaky:leak_untouched_mmap() leak
    leaky:prints() passed
    ");
    insta::assert_snapshot!(notes(&report).join("\n"), @"
    leaks are looked for in 26 functions without arguments; 5 are left out
    no leaks looked for in leaky:clean_argument(): it needs one argument
    no leaks looked for in leaky:crash(): its name says 'crash'
    no leaks looked for in leaky:forks(): it forks, and the child returns too
    no leaks looked for in leaky:leak_argument(): it needs one argument
    no leaks looked for in leaky:leak_element(): it needs one argument
    ");
}

/// Functions whose trial goes wrong, each in its own way.
const WRONG: &[u8] = b"
import os, signal

calls = 0

def dies():
    os.kill(os.getpid(), signal.SIGSEGV)

def ends():
    os._exit(0)

def fine():
    pass

def loops():
    while True:
        pass

def wavers():
    global calls
    calls += 1
    if calls % 2:
        raise ValueError('odd')

def wants(argument):
    pass
";

#[test]
fn trials_that_go_wrong_are_no_passes() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new("demo", "1").file("wrong.py", WRONG);
    let wheel = wheel.file("asking.py", b"def wants(argument):\n    pass\n").write(folder.path());
    let wheel = wheel.to_str().unwrap();
    let arguments = ["--python", newest().to_str().unwrap(), "--leaks-auto", wheel];
    let leaks = |more: &[&str]| {
        let (status, report) = report(&[&arguments[..], more].concat());
        let verdicts = verdicts(&report).into_iter();
        let leaks = verdicts.filter(|(subject, _)| subject.starts_with("leak "));
        let leaks: Vec<String> = leaks.map(|(subject, verdict)| subject + " " + &verdict).collect();
        (status, leaks.join("\n"), notes(&report).join("\n"))
    };
    let (status, found, told) = leaks(&[]);
    assert_eq!(status, Some(1));
    insta::assert_snapshot!(found, @"
    leak asking:* skipped
    leak wrong:dies() crashed
    leak wrong:ends() exited
    leak wrong:fine() passed
    leak wrong:loops() skipped
    leak wrong:wavers() skipped
    ");
    insta::assert_snapshot!(told, @"
    leaks are looked for in 1 functions without arguments; 2 are left out
    no leaks looked for in asking:wants(): it needs argument
    no leaks looked for in wrong:wants(): it needs argument
    ");
    let mut except = Vec::new();
    for name in ["dies", "ends", "loops", "wavers"] {
        except.extend(["--leaks-except".to_owned(), format!("wrong:{name}")]);
    }
    let except: Vec<&str> = except.iter().map(String::as_str).collect();
    let (_, found, told) = leaks(&except);
    insta::assert_snapshot!(found, @"
    leak asking:* skipped
    leak wrong:fine() passed
    ");
    assert!(told.contains("no leaks looked for in wrong:loops(), as asked"), "{told}");
}

#[test]
fn a_call_that_is_named_too_is_made_once() {
    let wheel = built(newest(), "leaky");
    let (python, wheel) = (newest().to_str().unwrap(), wheel.to_str().unwrap());
    let named = ["--leaks", "leaky:clean()", "--leaks", "leaky:leak_argument(...)"];
    let arguments = [&["--python", python, "--leaks-auto"], &named[..], &[wheel]].concat();
    let (_, report) = report(&arguments);
    let cases = report["lanes"][0]["cases"].as_array().unwrap();
    let of = |subject: &str| cases.iter().filter(|case| case["subject"] == subject).count();
    assert_eq!((of("leaky:clean()"), of("leaky:leak_argument(...)")), (1, 1), "{report:#}");
}

#[test]
fn extension_modules_in_packages_are_looked_at_too() {
    let files = corpus::release("smoke", "numpy", "2.4.6");
    let mut arguments = vec!["--leaks-auto"];
    arguments.extend(files.iter().map(|path| path.to_str().unwrap()));
    let (status, report) = report(&arguments);
    let lanes = report["lanes"].as_array().unwrap().iter();
    let tried: Vec<_> = lanes.filter(|lane| lane["not_tried"].is_null()).collect();
    assert!(!tried.is_empty(), "no CPython 3.11 or 3.13 is found here");
    for lane in tried {
        let verdicts = verdicts(&serde_json::json!({ "lanes": [lane] }));
        assert!(verdicts.values().all(|verdict| verdict == "passed"), "{verdicts:#?}");
        for call in ["numpy:geterr()", "numpy.random.mtrand:rand()"] {
            assert!(verdicts.contains_key(&format!("leak {call}")), "{verdicts:#?}");
        }
        let private = |subject: &&String| subject.starts_with("leak ") && subject.contains("._");
        assert_eq!(verdicts.keys().find(private), None);
    }
    assert_eq!(status, Some(0));
}

#[test]
fn a_real_package_is_clean() {
    let files = corpus::release("small", "psutil", "7.2.2");
    let wheel = files.iter().find(|path| path.to_str().unwrap().contains("abi3-manylinux2010_x86"));
    let python = newest().to_str().unwrap();
    let (status, report) =
        report(&["--python", python, "--leaks-auto", wheel.unwrap().to_str().unwrap()]);
    let verdicts = verdicts(&report);
    let calls = verdicts.keys().filter(|subject| subject.starts_with("leak psutil:")).count();
    // How many there are depends on the machine: sensors and batteries are not everywhere.
    assert!(calls >= 15, "{verdicts:#?}");
    assert!(verdicts.contains_key("leak psutil:cpu_times()"), "{verdicts:#?}");
    assert!(verdicts.values().all(|verdict| verdict == "passed"), "{verdicts:#?}");
    assert_eq!(status, Some(0));
    let notes = notes(&report);
    assert!(
        notes.iter().any(|note| *note
            == format!(
                "leaks are looked for in {calls} functions without arguments; {} are left out",
                notes.len() - 1
            )),
        "{notes:#?}"
    );
    let left = "no leaks looked for in psutil:disk_usage(): it needs path".to_owned();
    assert!(notes.contains(&left), "{notes:#?}");
}
