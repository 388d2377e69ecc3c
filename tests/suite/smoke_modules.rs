//! Which modules of a wheel `relkit smoke` tries: under every name that the interpreter looks for, in
//! namespaces too, and from the wheel alone.

use std::collections::BTreeMap;

use crate::support::{
    smoke::{built, newest, report, verdicts},
    wheel::Wheel,
};

fn expected(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(subject, verdict)| ((*subject).to_owned(), (*verdict).to_owned())).collect()
}

fn tried(wheels: &[&str], more: &[&str]) -> (Option<i32>, serde_json::Value) {
    let python = newest().to_str().unwrap();
    report(&[&["--python", python, "--no-deps"], more, wheels].concat())
}

#[test]
fn extension_modules_are_those_that_the_interpreter_looks_for() {
    let wheel = built(newest(), "named");
    let (status, report) = tried(&[wheel.to_str().unwrap()], &[]);
    let all = expected(&[
        ("import named", "passed"),
        ("import named._both", "passed"),
        ("import named._empty", "import-failed"),
        ("import named/_foreign.cpython-399-x86_64-linux-gnu.so", "wrong-name"),
    ]);
    assert_eq!((status, verdicts(&report)), (Some(1), all), "{report:#}");
    let skip =
        ["--skip", "named/_foreign.cpython-399-x86_64-linux-gnu.so", "--skip", "named._empty"];
    let (status, report) = tried(&[wheel.to_str().unwrap()], &skip);
    assert_eq!(status, Some(0), "{report:#}");
}

#[test]
fn modules_of_namespaces_are_tried_and_folders_of_data_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new("demo", "1")
        .file("ns/good/__init__.py", b"")
        .file("ns/bad.py", b"raise ValueError('bad')\n")
        .file("docs/conf.py", b"raise ValueError('no module of it')\n")
        .file("single.py", b"")
        .write(folder.path());
    let (status, report) = tried(&[wheel.to_str().unwrap()], &[]);
    let all = expected(&[
        ("import demo", "passed"),
        ("import ns.bad", "import-failed"),
        ("import ns.good", "passed"),
        ("import single", "passed"),
    ]);
    assert_eq!((status, verdicts(&report)), (Some(1), all), "{report:#}");
}

#[test]
fn a_module_of_the_interpreter_is_another_copy() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new("demo", "1").file("time.py", b"raise ValueError\n").write(folder.path());
    let (status, report) = tried(&[wheel.to_str().unwrap()], &[]);
    assert_eq!(status, Some(1), "{report:#}");
    assert_eq!(verdicts(&report)["import time"], "another-copy");
    assert_eq!(verdicts(&report)["import demo"], "passed");
}

#[test]
fn a_call_is_made_or_it_fails() {
    let folder = tempfile::tempdir().unwrap();
    let code = b"def f(): pass\n";
    let here = Wheel::new("demo", "1").write(folder.path());
    let elsewhere = Wheel::new("demo", "1")
        .tag("py3-none-macosx_11_0_arm64")
        .file("only_there.py", code)
        .write(folder.path());
    let paths = [here.to_str().unwrap(), elsewhere.to_str().unwrap()];
    let (status, report) = tried(&paths, &["--leaks", "only_there:f"]);
    assert_eq!((status, verdicts(&report)["leak only_there:f"].as_str()), (Some(1), "skipped"));
    // Nor in a lane of another project, which has nothing to do with it.
    let other = Wheel::new("other", "1")
        .tag("py3-none-macosx_11_0_arm64")
        .file("other.py", code)
        .write(folder.path());
    let paths = [here.to_str().unwrap(), other.to_str().unwrap()];
    let (status, report) = tried(&paths, &["--leaks", "other:f"]);
    assert_eq!(status, Some(1));
    assert_eq!(report["missing"][0]["python"], "other:f");
}

#[test]
fn a_wheel_without_modules_passes_where_it_brings_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, file: &str| {
        let without = |record: String| {
            record
                .lines()
                .filter(|it| !it.contains("/__init__.py"))
                .fold(String::new(), |a, b| a + b + "\n")
        };
        Wheel::new(name, "1")
            .file(file, b"")
            .entries(|entries| entries.retain(|it| !it.name.ends_with("/__init__.py")))
            .record(without)
            .write(folder.path())
    };
    let cases = [
        ("tool", "tool-1.data/scripts/tool", None),
        ("stubs", "demo-stubs/demo.pyi", None),
        ("nothing", "LICENSE", Some("skipped: it brings no module that can be imported")),
    ];
    for (name, file, why) in cases {
        let wheel = write(name, file);
        let (status, report) = tried(&[wheel.to_str().unwrap()], &[]);
        let lane = &report["lanes"][0];
        let said = why.map_or(&lane["notes"][0], |_| &lane["cases"][0]["message"]);
        let words = why.unwrap_or("it brings no module: only that it installs was tried");
        assert_eq!(said, words, "{report:#}");
        assert_eq!(status, Some(i32::from(why.is_some())));
    }
    let wheel = Wheel::new("demo", "1").write(folder.path());
    let (status, report) = tried(&[wheel.to_str().unwrap()], &["--skip", "demo"]);
    let why = "skipped: every module is skipped, as asked: nothing is left to import";
    assert_eq!(report["lanes"][0]["cases"][0]["message"], why, "{report:#}");
    assert_eq!(status, Some(1));
}
