//! `relkit smoke` as a command: which file on which interpreter, what is required, how it reports.

use std::{fs, process::Command};

use crate::support::{
    corpus,
    python::{base_python, program, run},
    relkit::Ran,
    smoke::{built, newest, report, smoke, verdicts},
    wheel::Wheel,
};

/// psutil's wheels for Linux and CPython 3.6 and later, as they are published, one a processor.
fn psutil() -> Vec<String> {
    let files = corpus::release("small", "psutil", "7.2.2").into_iter();
    let files = files.map(|path| path.to_str().unwrap().to_owned());
    let wanted = ["abi3-manylinux2010_x86", "abi3-manylinux2014_aarch64"];
    files.filter(|path| wanted.iter().any(|part| path.contains(part))).collect()
}

/// Which interpreters take them: CPython with the GIL from 3.6 on, where the C library is glibc.
fn takes_psutil(version: &str, target: &str) -> bool {
    let is_old =
        version.starts_with("2.") || ["3.4.", "3.5."].iter().any(|it| version.starts_with(it));
    !is_old && target.starts_with("cp") && !target.contains("t-") && target.contains("manylinux")
}

#[test]
fn a_real_wheel_imports_on_every_interpreter_that_gets_it() {
    let (status, report) = report(&psutil().iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(status, Some(0), "{report:#}");
    let mut tried = Vec::new();
    for lane in report["lanes"].as_array().unwrap() {
        let (version, target) = (lane["version"].as_str().unwrap(), lane["target"].as_str());
        if !takes_psutil(version, target.unwrap_or_default()) {
            assert!(lane["cases"].as_array().unwrap().is_empty(), "{version}: {lane:#}");
            assert_ne!(lane["not_tried"], "not-installed", "{version}: {lane:#}");
            continue;
        }
        assert_eq!(lane["not_tried"], serde_json::Value::Null, "{version}: {lane:#}");
        let subjects: Vec<_> =
            lane["cases"].as_array().unwrap().iter().map(|case| &case["subject"]).collect();
        assert_eq!(subjects, ["psutil", "psutil._psutil_linux"], "{version}");
        tried.push(version.to_owned());
    }
    // relkit's own list is not its measure: the interpreter that makes the oracles is one of them.
    let ask = "import platform; print(platform.python_version())";
    let known = run(Command::new(base_python().0).args(["-c", ask]), "ask a Python");
    let known = String::from_utf8(known).unwrap();
    assert!(tried.iter().any(|version| version == known.trim()), "{tried:?} lacks {known}");
}

#[test]
fn real_extension_modules_import_one_by_one() {
    let files = corpus::files("smoke");
    let files: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let (status, report) = report(&files);
    assert_eq!(status, Some(0), "{report:#}");
    let lanes = report["lanes"].as_array().unwrap();
    let tried: Vec<_> = lanes.iter().filter(|lane| lane["not_tried"].is_null()).collect();
    assert!(!tried.is_empty(), "no CPython 3.6, 3.8, 3.11 or 3.13 is found here");
    for lane in tried {
        let verdicts = verdicts(&serde_json::json!({ "lanes": [lane] }));
        let least = if lane["release"].as_str().unwrap().starts_with("numpy") { 15 } else { 2 };
        assert!(verdicts.len() >= least, "{verdicts:?}");
        assert!(verdicts.values().all(|verdict| verdict == "passed"), "{verdicts:?}");
        assert!(lane["slowest"][0]["seconds"].as_f64().unwrap() > 0.0);
    }
}

#[test]
fn a_required_interpreter_that_is_missing_is_an_error() {
    let smoke = |required: &str| {
        let mut command = smoke(&["--require", required]);
        Ran::from(command.args(psutil()).output().unwrap())
    };
    let run = smoke("cp399t");
    assert_eq!(run.status, Some(1));
    let line = "error[required]: cp399t was not tried: no such interpreter was found";
    assert!(run.out.contains(line), "{}", run.out);
    let dotted = smoke("3.99t");
    assert_eq!(dotted.status, Some(1));
    assert!(dotted.out.contains("error[required]: cp399t was not tried"), "{}", dotted.out);
    let precise = smoke("3.13.0");
    assert_eq!(precise.status, Some(2));
    assert!(precise.err.contains("invalid interpreter `3.13.0`"), "{}", precise.err);
}

#[test]
fn an_installer_is_held_to_this_environment() {
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new("Demo.Project", "1").named("demo_project-1-py3-none-any.whl");
    let wheel = wheel.dist_info("demo_project-1").write(folder.path());
    let elsewhere = folder.path().join("elsewhere");
    // With uv, and with pip where there is no uv.
    let uv = newest().to_owned();
    let pip = program("python").get_program().to_owned();
    for (python, has_uv) in [(uv.as_os_str(), true), (&pip, false)] {
        let asked = || {
            let mut command = smoke(&[]);
            if !has_uv {
                command.env("PATH", folder.path());
            }
            command.arg("--python").arg(python).arg(&wheel);
            command
        };
        // Variables that would send it elsewhere, or make it refuse or pretend.
        let mut command = asked();
        for name in ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_SRC", "PIP_REQUIREMENT"] {
            command.env(name, &elsewhere);
        }
        for name in ["PIP_DRY_RUN", "PIP_REQUIRE_HASHES", "PIP_USER", "UV_REQUIRE_HASHES"] {
            command.env(name, "1");
        }
        command.env("PIP_PLATFORM", "win_amd64").env("PIP_PYTHON", "/nowhere/python");
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.status, Some(0), "{}{}", ran.out, ran.err);
        // Files of settings are the user's; what they do is seen.
        let (pip, uv) = (folder.path().join("pip.conf"), folder.path().join("uv.toml"));
        fs::write(&pip, "[install]\ndry-run = true\n").unwrap();
        fs::write(&uv, format!("[pip]\ntarget = {elsewhere:?}\n")).unwrap();
        let mut command = asked();
        command.env("PIP_CONFIG_FILE", pip).env("UV_CONFIG_FILE", uv);
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.status, Some(1), "{}{}", ran.out, ran.err);
        let by = if has_uv { "uv pip install" } else { "pip install --target" };
        let line = format!("not tried: {by}: it said yes and installed nothing here");
        assert!(ran.out.contains(&line), "{}", ran.out);
    }
}

#[test]
fn nothing_to_try_is_no_pass() {
    let python = newest().to_str().unwrap();
    let wheel = built(newest(), "elsewhere");
    let run = Ran::from(smoke(&["--python", python, wheel.to_str().unwrap()]).output().unwrap());
    assert_eq!(run.status, Some(2));
    assert!(run.out.contains("not tried: no file is for it"), "{}", run.out);
    assert!(run.err.contains("no file was tried"), "{}", run.err);
    let never = Ran::from(smoke(&["--python", "3.13.299"]).args(psutil()).output().unwrap());
    assert_eq!(never.status, Some(2));
    insta::assert_snapshot!(never.err, @"
    error: there is no interpreter `3.13.299` here
    hint: give its path to --python
    ");
    let nowhere = Ran::from(smoke(&["--project", "nowhere"]).args(psutil()).output().unwrap());
    assert_eq!(nowhere.status, Some(2));
    insta::assert_snapshot!(nowhere.err, @"
    error: there is no folder `nowhere`
    hint: give --project a folder that exists
    ");
    let unknown = Ran::from(smoke(&["--python", "nopython"]).args(psutil()).output().unwrap());
    assert_eq!(unknown.status, Some(2));
    insta::assert_snapshot!(unknown.err, @"
    error: there is no interpreter `nopython`
    hint: give a path, the name of a program on PATH, or a version such as 3.13t
    ");
    let call = Ran::from(smoke(&["--leaks", "numpy:zeros"]).args(psutil()).output().unwrap());
    assert_eq!(call.status, Some(2));
    insta::assert_snapshot!(call.err, @"
    error: `numpy:zeros`: no file brings the module `numpy`
    hint: name the module as it is imported: MODULE:FUNCTION
    ");
}

#[test]
fn a_wheel_whose_name_nobody_takes_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    Wheel::new("demo", "1").write(folder.path());
    Wheel::new("other", "1").named("other.whl").write(folder.path());
    let mut command = smoke(&["--python", newest().to_str().unwrap(), "."]);
    let ran = Ran::from(command.current_dir(folder.path()).output().unwrap());
    assert_eq!(ran.status, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("1 of 1 lanes tried"), "{}", ran.out);
    assert!(
        ran.err.contains("other.whl: no installer takes it: invalid wheel file name"),
        "{}",
        ran.err
    );
}

#[test]
fn junit_is_read_by_a_real_parser() {
    let python = newest().to_str().unwrap();
    let wheels = ["hostile_lacks", "warns", "elsewhere"].map(|name| built(newest(), name));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("smoke.xml");
    let mut command = smoke(&["--python", python, "--format", "junit", "-o"]);
    let ran = Ran::from(command.arg(&path).args(&wheels).output().unwrap());
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    let ask = "import sys, xml.etree.ElementTree as tree\n\
        for suite in tree.parse(sys.argv[1]).getroot():\n\
        \x20   assert int(suite.get('tests')) == len(suite)\n\
        \x20   for case in suite: print(suite.get('name').split(' on ')[0], case.get('name').split('/')[-1], \
        [(kind.tag, kind.get('type')) for kind in case])";
    let out = run(program("python").args(["-c", ask]).arg(&path), "parse the report");
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @"
    elsewhere 1.0 install [('skipped', None)]
    hostile_lacks 1.0 import: hostile_lacks [('failure', 'missing-library')]
    warns 1.0 import: warns []
    files that no interpreter takes elsewhere-1.0-cp399-cp399-linux_x86_64.whl [('skipped', None)]
    ");
}

#[test]
fn the_configuration_adds_calls() {
    let python = newest().to_str().unwrap();
    let wheel = built(newest(), "leaky");
    let folder = tempfile::tempdir().unwrap();
    let written = "[smoke]\nleaks = [\"leaky:clean\"]\nrequire = [\"cp399\"]\n";
    fs::write(folder.path().join("relkit.toml"), written).unwrap();
    let project = folder.path().to_str().unwrap();
    let arguments = ["--python", python, "--project", project, wheel.to_str().unwrap()];
    let (status, report) = report(&arguments);
    assert_eq!(status, Some(1), "cp399 is required");
    assert_eq!(report["missing"][0]["python"], "cp399");
    assert_eq!(verdicts(&report)["leak leaky:clean"], "passed");
    fs::write(folder.path().join("relkit.toml"), "[smoke]\nleaks = [\"leaky\"]\n").unwrap();
    let run = Ran::from(smoke(&arguments).output().unwrap());
    assert_eq!(run.status, Some(2));
    insta::assert_snapshot!(run.err, @"error: relkit.toml:2: `tool.relkit.smoke.leaks`: `leaky` is not MODULE:FUNCTION or MODULE:FUNCTION(LITERALS)");
}
