//! `templates/ci/handover.py`: the tree that it makes of an sdist gives the finished wheel to every
//! build frontend that cibuildwheel has, and tells cibuildwheel to test and nothing else.

use std::{fs, path::Path, process::Command};

use serde::Deserialize;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{
    oracle::ask,
    python::{program, root, run},
    relkit::Ran,
    wheel::{Sdist, Wheel},
};

/// A project whose own build would stop, and whose metadata no backend would take.
const PYPROJECT: &str = r#"
[build-system]
requires = ["not-to-be-had"]
build-backend = "setuptools.build_meta"
[project]
name = "demo"
dynamic = ["version", "name"]
license = 3
[dependency-groups]
test = ["pytest"]
[tool.other]
since = 2026-11-22
[tool.cibuildwheel]
before-all = ["make deps", "make more"]
before-build = "make"
xbuild-tools = ["cmake"]
test-command = "pytest {project}/tests"
test-groups = ["test"]
[tool.cibuildwheel.linux]
repair-wheel-command = "auditwheel repair -w {dest_dir} {wheel}"
before-test = "make ready"
[[tool.cibuildwheel.overrides]]
select = "cp3*"
before-build = "make again"
inherit.before-build = "append"
test-command = "pytest {package}"
"#;

/// A folder of a job: the sdist, and no wheel yet.
fn job() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["sdist", "wheelhouse", "out"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let stop = b"raise SystemExit('setup.py was run')\n";
    Sdist::new("demo", "1.0")
        .file("pyproject.toml", PYPROJECT.as_bytes())
        .file("setup.py", stop)
        .file("setup.cfg", b"[metadata]\nname = other\n[options]\npython_requires = <3\n")
        .file("tests/test_demo.py", b"")
        .write(&folder.path().join("sdist"));
    folder
}

fn wheel(job: &TempDir, tags: &str) {
    Wheel::new("demo", "1.0").native(tags).write(&job.path().join("wheelhouse"));
}

fn handover(job: &TempDir) -> Ran {
    let script = fs::read_to_string(root().join("templates/ci/handover.py")).unwrap();
    Ran::from(program("python").args(["-c", &script]).current_dir(job.path()).output().unwrap())
}

/// The tags of a wheel that the suite's Python prefers, and of one that it takes for want of that.
fn own_tags() -> (String, String) {
    let ask = "from packaging.tags import sys_tags; tag = next(sys_tags()); \
               print(tag, f'py3-none-{tag.platform}')";
    let answer = run(program("python").args(["-c", ask]), "ask for the tags of the Python");
    let (first, later) = std::str::from_utf8(&answer).unwrap().trim().split_once(' ').unwrap();
    (first.to_owned(), later.to_owned())
}

/// The three frontends, with an environment of their own for the backend or in that of the suite;
/// what is built goes to `out`.
fn frontends(job: &TempDir, isolated: bool) -> Vec<(&'static str, Command)> {
    let python = program("python").get_program().to_owned();
    let command = |words: &[&str], shared: &str| {
        let mut command = program(words[0]);
        command.args(&words[1..]).current_dir(job.path());
        if !isolated {
            command.arg(shared);
        }
        command
    };
    // Nothing is to be fetched: what the tree needs is in it.
    let pip =
        ["python", "-m", "pip", "wheel", "--no-index", "--no-deps", "-w", "out", "./handover"];
    let build = ["python", "-m", "build", "--wheel", "--outdir", "out", "handover"];
    let uv = ["uv", "build", "--offline", "--no-config", "--wheel", "--out-dir", "out", "handover"];
    let mut uv = command(&uv, "--no-build-isolation");
    uv.arg("--python").arg(python).env("UV_CACHE_DIR", job.path().join("cache"));
    vec![
        ("pip", command(&pip, "--no-build-isolation")),
        ("build", command(&build, "--no-isolation")),
        ("uv", uv),
    ]
}

/// The one wheel in `out`, which is taken away: its name and its bytes.
fn built(job: &TempDir) -> (String, Vec<u8>) {
    let out = job.path().join("out");
    let paths = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
    let wheels: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|it| it == "whl")).collect();
    let [wheel] = &wheels[..] else { panic!("{wheels:?}") };
    let bytes = fs::read(wheel).unwrap();
    fs::remove_dir_all(&out).unwrap();
    fs::create_dir(&out).unwrap();
    (wheel.file_name().unwrap().to_string_lossy().into_owned(), bytes)
}

#[test]
fn every_frontend_gives_the_finished_wheel() {
    let job = job();
    let (own, _) = own_tags();
    wheel(&job, &own);
    assert_eq!(handover(&job).status, Some(0));
    let name = format!("demo-1.0-{own}.whl");
    let bytes = fs::read(job.path().join("wheelhouse").join(&name)).unwrap();
    for isolated in [true, false] {
        for (frontend, mut command) in frontends(&job, isolated) {
            run(&mut command, "build the tree");
            assert_eq!(built(&job), (name.clone(), bytes.clone()), "{frontend} {isolated}");
        }
    }
    let mut sdist = program("python");
    sdist.args(["-m", "build", "--sdist", "--outdir", "out", "handover"]).current_dir(job.path());
    run(&mut sdist, "give the sdist");
    let read = |folder: &str| fs::read(job.path().join(folder).join("demo-1.0.tar.gz")).unwrap();
    assert_eq!(read("out"), read("sdist"));
}

#[test]
fn of_several_wheels_the_one_that_an_installer_would_take() {
    let (own, later) = own_tags();
    for (there, chosen) in [(vec![&own, &later], &own), (vec![&later], &later)] {
        let job = job();
        for tags in ["cp39-abi3-win_arm64", "cp314-cp314d-ios_17_0_arm64_iphoneos"] {
            wheel(&job, tags);
        }
        for tags in there {
            wheel(&job, tags);
        }
        assert_eq!(handover(&job).status, Some(0));
        for (frontend, mut command) in frontends(&job, false) {
            run(&mut command, "build the tree");
            assert_eq!(built(&job).0, format!("demo-1.0-{chosen}.whl"), "{frontend}");
        }
    }
}

#[test]
fn of_several_wheels_none_fits() {
    let job = job();
    wheel(&job, "cp39-abi3-win_arm64");
    wheel(&job, "cp314-cp314d-ios_17_0_arm64_iphoneos");
    assert_eq!(handover(&job).status, Some(0));
    for (frontend, mut command) in frontends(&job, false) {
        let said = Ran::from(command.output().unwrap());
        assert_ne!(said.status, Some(0), "{frontend}");
        let why = "this Python installs none of demo-1.0-cp314-cp314d-ios_17_0_arm64_iphoneos.whl, \
                   demo-1.0-cp39-abi3-win_arm64.whl";
        assert!((said.out + &said.err).contains(why), "{frontend}");
    }
}

/// What cibuildwheel would do for an identifier.
#[derive(Debug, Deserialize, PartialEq)]
struct Effective {
    test: Option<String>,
    beside: Vec<String>,
}

fn effective(project: &Path) -> Vec<Effective> {
    let mut all = Vec::new();
    for (platform, id) in [
        ("linux", "cp314-manylinux_x86_64"),
        ("macos", "pp311-macosx_arm64"),
        ("windows", "cp315t-win_arm64"),
        ("ios", "cp315-ios_arm64_iphonesimulator"),
        ("android", "cp315-android_x86_64"),
    ] {
        all.push(json!({ "project": project, "platform": platform, "env": {}, "ids": [id] }));
    }
    let answers: Vec<Vec<Effective>> = ask("effective_options.py", &[], &all);
    answers.into_iter().flatten().collect()
}

#[test]
fn cibuildwheel_has_nothing_left_to_do_but_testing() {
    let job = job();
    let (own, _) = own_tags();
    wheel(&job, &own);
    assert_eq!(handover(&job).status, Some(0));
    let tree = job.path().join("handover");
    for effective in effective(&tree) {
        // `before-all` stays: it may install what the tests need, and each container is new.
        let built = effective.beside.iter().filter(|it| !it.starts_with("make deps"));
        assert_eq!(built.count(), 0, "{effective:?}");
        assert!(effective.test.is_some_and(|command| command.starts_with("pytest {p")));
    }
    let text = fs::read_to_string(tree.join("pyproject.toml")).unwrap();
    let made: toml::Table = text.parse().unwrap();
    let mut own: toml::Table = PYPROJECT.parse().unwrap();
    for (table, key) in [("project", None), ("dependency-groups", None), ("tool", Some("other"))] {
        let part = |of: &toml::Table| key.map_or(of[table].clone(), |key| of[table][key].clone());
        assert_eq!(part(&made), part(&own));
    }
    assert_eq!(made["tool"]["cibuildwheel"]["linux"]["before-test"].as_str(), Some("make ready"));
    // The same reader finds all that there was.
    own.remove("build-system");
    let before = tempfile::tempdir().unwrap();
    fs::write(before.path().join("pyproject.toml"), own.to_string()).unwrap();
    assert_eq!(effective(before.path())[0].beside.len(), 5, "{:?}", effective(before.path())[0]);
}

#[test]
fn a_project_without_pyproject_toml_gets_one() {
    let job = job();
    let (own, _) = own_tags();
    wheel(&job, &own);
    Sdist::new("demo", "1.0").without("pyproject.toml").write(&job.path().join("sdist"));
    assert_eq!(handover(&job).status, Some(0));
    for (_, mut command) in frontends(&job, true) {
        run(&mut command, "build the tree");
        assert_eq!(built(&job).0, format!("demo-1.0-{own}.whl"));
    }
}

#[test]
fn what_is_missing_or_too_much_is_said() {
    let said = |change: &dyn Fn(&TempDir)| {
        let job = job();
        wheel(&job, "py3-none-win32");
        change(&job);
        let ran = handover(&job);
        assert_eq!(ran.status, Some(1), "{}", ran.err);
        ran.err
    };
    let sdist = |job: &TempDir| job.path().join("sdist");
    insta::assert_snapshot!(said(&|job| fs::remove_dir_all(sdist(job)).unwrap()), @"handover: one sdist is needed in sdist/, found []");
    insta::assert_snapshot!(said(&|job| { Sdist::new("demo", "2.0").write(&sdist(job)); }), @"handover: one sdist is needed in sdist/, found ['demo-1.0.tar.gz', 'demo-2.0.tar.gz']");
    insta::assert_snapshot!(said(&|job| fs::remove_dir_all(job.path().join("wheelhouse")).unwrap()), @"handover: no wheel in wheelhouse/");
    insta::assert_snapshot!(said(&|job| fs::create_dir(job.path().join("handover")).unwrap()), @"handover: handover/ is there already");
    let damaged = |job: &TempDir| fs::write(sdist(job).join("demo-1.0.tar.gz"), "no").unwrap();
    let no_toml = |job: &TempDir| {
        Sdist::new("demo", "1.0").file("pyproject.toml", b"[project").write(&sdist(job));
    };
    let leads_out = |job: &TempDir| {
        Sdist::new("demo", "1.0").link("out", "../../..").write(&sdist(job));
    };
    // How it goes on is Python's own text.
    for said in [said(&damaged), said(&no_toml), said(&leads_out)] {
        let start = "handover: cannot make handover/ of demo-1.0.tar.gz: ";
        assert!(said.starts_with(start) && said.len() > start.len() + 5, "{said}");
    }
    insta::assert_snapshot!(said(&|job| { Sdist::new("demo", "1.0").root(".").write(&sdist(job)); }), @"handover: demo-1.0.tar.gz does not hold one folder: ['PKG-INFO', 'pyproject.toml']");
}
