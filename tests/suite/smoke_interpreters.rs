//! The interpreters that `relkit smoke` finds: on `PATH`, of pyenv and of uv, each once; and what only
//! looks like one.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::support::{
    python::{program, run},
    relkit::{Ran, masked},
    smoke::{interpreters, newest, smoke},
    wheel::Wheel,
};

/// A machine with these interpreters: the newest of this one in uv's folder, three times on `PATH`,
/// and as the base of an environment there; the oldest as one of pyenv's.
struct Machine {
    folder: tempfile::TempDir,
    wheel: PathBuf,
}

/// The oldest interpreter from 3.6 on: its version and its path.
fn oldest() -> (String, PathBuf) {
    let three = interpreters().into_iter().filter(|(version, _)| version.starts_with("3."));
    let order = |version: &str| -> Vec<u32> {
        version.split('.').map(|part| part.parse().unwrap_or_default()).collect()
    };
    three.min_by_key(|(version, _)| order(version)).unwrap()
}

/// The version of the newest: `3.13.0`.
fn newest_version() -> String {
    let of_path = |path: &PathBuf| path == newest();
    interpreters().into_iter().find(|(_, path)| of_path(path)).unwrap().0
}

/// `3.13` of `3.13.0`.
fn minor(version: &str) -> String {
    version.splitn(3, '.').take(2).collect::<Vec<_>>().join(".")
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let (version, oldest) = oldest();
        let minor = minor(&newest_version());
        let link = |to: &Path, name: &str| {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            symlink(fs::canonicalize(to).unwrap(), path).unwrap();
        };
        for name in ["python", "python3", &format!("python{minor}")] {
            link(newest(), &format!("bin/{name}"));
        }
        link(newest(), &format!("uv/cpython-{minor}-linux/bin/python3"));
        link(&oldest, &format!("pyenv/versions/{version}/bin/python"));
        fs::create_dir(root.join("home")).unwrap();
        let mut make = program("uv");
        make.args(["venv", "--quiet", "--no-project", "--python"]).arg(newest());
        run(make.arg(root.join("venv")), "make an environment");
        let wheel = Wheel::new("demo", "1").write(root);
        Self { folder, wheel }
    }

    /// A program on `PATH` that is no interpreter.
    fn fake(&self, name: &str, script: &str) {
        let path = self.folder.path().join("bin").join(name);
        fs::write(&path, script).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn command(&self, more: &[&str]) -> Command {
        let root = self.folder.path();
        let mut command = smoke(more);
        let uv = PathBuf::from(program("uv").get_program());
        // uv alone: beside it lies an interpreter that is not of this machine.
        let tools = root.join("tools");
        fs::create_dir_all(&tools).unwrap();
        let _ = symlink(uv, tools.join("uv"));
        let path = [root.join("bin"), root.join("venv/bin"), tools];
        command.env("PATH", std::env::join_paths(path).unwrap());
        command.env("PYENV_ROOT", root.join("pyenv"));
        command.env("UV_PYTHON_INSTALL_DIR", root.join("uv"));
        command.env("HOME", root.join("home")).current_dir(root).arg(&self.wheel);
        command
    }

    fn report(&self, more: &[&str]) -> Value {
        let arguments = [more, &["--format", "json"]].concat();
        let ran = Ran::from(self.command(&arguments).output().unwrap());
        assert_eq!(ran.status, Some(0), "{}{}", ran.out, ran.err);
        serde_json::from_str(&ran.out).unwrap()
    }

    /// Where each interpreter was found that was tried, below the machine's folder.
    fn found(&self, more: &[&str]) -> Vec<String> {
        let report = self.report(more);
        let lanes = report["lanes"].as_array().unwrap();
        let path = |lane: &Value| {
            let path = Path::new(lane["python"].as_str().unwrap());
            path.strip_prefix(self.folder.path()).unwrap().to_str().unwrap().to_owned()
        };
        lanes.iter().map(path).collect()
    }
}

#[test]
fn each_interpreter_is_found_once() {
    let machine = Machine::new();
    let (version, oldest) = oldest();
    let mut expected = vec!["bin/python".to_owned()];
    if oldest != newest() {
        expected.insert(0, format!("pyenv/versions/{version}/bin/python"));
    }
    assert_eq!(machine.found(&[]), expected);
    // uv's own is not found twice, and is found where PATH has none.
    fs::remove_dir_all(machine.folder.path().join("bin")).unwrap();
    fs::remove_dir_all(machine.folder.path().join("venv")).unwrap();
    fs::remove_dir_all(machine.folder.path().join("pyenv")).unwrap();
    let uv = format!("uv/cpython-{}-linux/bin/python3", minor(&newest_version()));
    assert_eq!(machine.found(&[]), [uv]);
}

#[test]
fn an_interpreter_is_named_in_many_ways() {
    let machine = Machine::new();
    let dotted = minor(&newest_version());
    let short = format!("cp{}", dotted.replace('.', ""));
    let named = format!("python{dotted}");
    let uv = format!("uv/cpython-{dotted}-linux");
    for (asked, found) in [
        (dotted.as_str(), "bin/python".to_owned()),
        (&short, "bin/python".to_owned()),
        ("python3", "bin/python3".to_owned()),
        (&named, format!("bin/{named}")),
        ("./venv", "./venv/bin/python".to_owned()),
        ("venv/bin/python", "venv/bin/python".to_owned()),
        (&uv, format!("{uv}/bin/python3")),
    ] {
        assert_eq!(machine.found(&["--python", asked]), [found.replace("./", "")], "{asked}");
    }
    // An environment is the interpreter from which it was made: there is one to try.
    assert_eq!(machine.found(&["--python", "venv", "--python", &dotted]), ["venv/bin/python"]);
}

/// The error where an interpreter is asked for that is none.
fn refused(machine: &Machine, asked: &str) -> String {
    let ran = Ran::from(machine.command(&["--python", asked]).output().unwrap());
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{asked}");
    masked(&ran.err, &machine.folder)
}

#[test]
fn what_is_no_interpreter_is_told_and_the_rest_goes_on() {
    let machine = Machine::new();
    machine.fake("python3.40", "#!/bin/sh\nexec sleep 600\n");
    machine.fake("python3.41", "#!/bin/sh\necho Welcome to Python\n");
    machine.fake("python3.42", "#!/bin/sh\necho python: command not found >&2\nexit 127\n");
    machine.fake("python3.43", "#!/bin/sh\nexit 0\n");
    machine.fake("python3.44", "#!/bin/sh\nwhile true; do echo y; done\n");
    machine.fake("python3.45", "not a program");
    machine.fake("python3.46", "#!/bin/sh\nkill -s SEGV $$\n");
    let ran = Ran::from(machine.command(&[]).output().unwrap());
    assert_eq!(ran.status, Some(0), "{}{}", ran.out, ran.err);
    let text = masked(&ran.out, &machine.folder);
    let notes: Vec<&str> = text.lines().filter(|line| line.starts_with("note: ")).collect();
    insta::assert_snapshot!(notes.join("\n"), @"
    note: [DIR]/bin/python3.40: it does not say what it is: hangs: it was ended at its time limit
    note: [DIR]/bin/python3.41: it does not say what it is: its answer is broken: expected value at line 1 column 1
    note: [DIR]/bin/python3.42: it does not say what it is: ended with status 127: python: command not found
    note: [DIR]/bin/python3.43: it does not say what it is: it answered nothing
    note: [DIR]/bin/python3.44: it does not say what it is: prints without end: it was ended
    note: [DIR]/bin/python3.45: it does not say what it is: could not be started: Exec format error (os error 8)
    note: [DIR]/bin/python3.46: it does not say what it is: crashed with SIGSEGV
    ");
    assert!(text.contains(&newest_version()), "{text}");
    insta::assert_snapshot!(refused(&machine, "python3.41"), @"
    error: [DIR]/bin/python3.41: it does not say what it is: its answer is broken: expected value at line 1 column 1
    hint: give the path of a Python interpreter to --python
    ");
}

#[test]
fn who_has_too_many_is_told_how_many_were_left_out() {
    let machine = Machine::new();
    for number in 1000..1250 {
        machine.fake(&format!("python3.{number}"), &format!("#!/bin/sh\nexit 1 # {number}\n"));
    }
    let ran = Ran::from(machine.command(&[]).output().unwrap());
    // 250, the newest, the oldest and an environment at the least, once each.
    let (before, after) = (
        "note: the rest: 200 programs were asked which interpreters they are, and ",
        " more were not",
    );
    let line = ran.out.lines().find(|line| line.starts_with(before)).expect(&ran.out);
    let count = line.strip_prefix(before).unwrap().strip_suffix(after).unwrap();
    assert!((50..60).contains(&count.parse::<usize>().unwrap()), "{line}");
}

#[test]
fn who_asks_for_what_is_not_there_is_told() {
    let machine = Machine::new();
    insta::assert_snapshot!(refused(&machine, "3.99"), @"
    error: there is no interpreter `3.99` here
    hint: give its path to --python
    ");
    insta::assert_snapshot!(refused(&machine, "home"), @"
    error: there is no interpreter `home`
    hint: give a path, the name of a program on PATH, or a version such as 3.13t
    ");
    // The folder is there, and the interpreter from which it was made is not.
    let program = machine.folder.path().join("venv/bin/python");
    fs::remove_file(&program).unwrap();
    symlink(machine.folder.path().join("gone/python"), &program).unwrap();
    let _ = fs::remove_file(program.with_file_name("python3"));
    let why = "venv: the interpreter from which this environment was made is gone";
    assert!(refused(&machine, "venv").contains(why));
    assert!(refused(&machine, "venv/bin/python").contains("was made is gone"));
}
