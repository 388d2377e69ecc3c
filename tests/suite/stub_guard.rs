//! The guard at work: a refused Python shows the message, the others build.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::support::{
    old_pythons::{self, Interpreter},
    python::program,
    relkit::ran,
};

const REFUSED: [(u8, u8); 3] = [(2, 7), (3, 6), (3, 7)];

fn message(version: (u8, u8)) -> String {
    let (major, minor) = version;
    let python = if major == 2 { "python2".to_owned() } else { format!("python{major}.{minor}") };
    format!(
        "As of version 7.0.0 demo no longer supports Python {major}.{minor}.\n\
         Latest version supporting Python {major}.{minor} is demo 6.1.X.\n\
         Install it with:\n  {python} -m pip install \"demo==6.1.*\"\n"
    )
}

fn stub(folder: &Path, more: &[&str]) {
    let mut arguments = vec!["stub", "--project", folder.to_str().unwrap(), "--last", "6.1.*"];
    arguments.extend(["--dropped", "2.7", "--dropped", "3.6", "--dropped", "3.7"]);
    arguments.extend(more);
    let run = ran(&arguments);
    assert_eq!(run.status, Some(0), "{}", run.err);
}

/// A project whose setup.py has what must come before a guard.
fn demo() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("demo.py", "answer = 42\n");
    put(
        "setup.py",
        "#!/usr/bin/env python\n# Somebody's licence\n\"\"\"Builds demo.\"\"\"\n\
         from __future__ import print_function\n\nfrom setuptools import setup\n\n\
         setup(name=\"demo\", version=\"7.0.0\", py_modules=[\"demo\"], python_requires=\">=3.8\")\n",
    );
    folder
}

/// Runs it; gives the status and what was said, with plain line ends. Jython says the last words of
/// `sys.exit` on standard output, the others on standard error.
fn run(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).replace("\r\n", "\n"))
}

fn has_setuptools(python: &Interpreter) -> bool {
    python.command().args(["-c", "import setuptools"]).output().unwrap().status.success()
}

#[test]
fn old_pythons_refuse_and_new_ones_build() {
    let folder = demo();
    stub(folder.path(), &["--write-guard"]);
    let (mut refused, mut built) = (0, 0);
    assert!(!old_pythons::old().is_empty());
    for python in old_pythons::all() {
        let mut command = python.command();
        command.current_dir(folder.path()).args(["setup.py", "--quiet", "sdist"]);
        let (status, said) = run(&mut command);
        if REFUSED.contains(&python.version) {
            assert_eq!((status, &*said), (Some(1), &*message(python.version)), "{python:?}");
            refused += 1;
        } else if has_setuptools(python) {
            assert_eq!(status, Some(0), "{python:?}: {said}");
            let dist = folder.path().join("dist");
            assert!(dist.join("demo-7.0.0.tar.gz").is_file(), "{python:?}: {said}");
            fs::remove_dir_all(dist).unwrap();
            built += 1;
        } else {
            // It came past the guard, to the first import below it.
            assert!(status == Some(1) && said.contains("setuptools"), "{python:?}: {said}");
        }
    }
    assert!(refused > 0);
    assert!(built > 0, "no Python that is not refused has setuptools: install it for one");
}

/// A backend in the tree that makes a wheel with one module.
const BACKEND: &str = "\
import zipfile


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = \"demo-7.0.0-py3-none-any.whl\"
    with zipfile.ZipFile(wheel_directory + \"/\" + name, \"w\") as wheel:
        wheel.writestr(\"demo.py\", \"answer = 42\\n\")
        info = \"demo-7.0.0.dist-info/\"
        wheel.writestr(info + \"METADATA\", \"Metadata-Version: 2.1\\nName: demo\\nVersion: 7.0.0\\n\")
        wheel.writestr(info + \"WHEEL\", \"Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n\")
        wheel.writestr(info + \"RECORD\", \"\")
    return name
";

#[test]
fn a_guarded_backend_still_builds() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let project = "[project]\nname = \"demo\"\nversion = \"7.0.0\"\nrequires-python = \">=3.8\"\n";
    let build = |backend: &str| {
        format!(
            "{project}[build-system]\nrequires = []\nbuild-backend = \"{backend}\"\nbackend-path = [\".\"]\n"
        )
    };
    put("pyproject.toml", &build("real_backend"));
    put("real_backend.py", BACKEND);
    let out = folder.path().join("out");
    stub(folder.path(), &["--form", "guard", "-o", out.to_str().unwrap()]);
    fs::copy(out.join("guard_backend.py"), folder.path().join("guard_backend.py")).unwrap();
    put("pyproject.toml", &build("guard_backend"));
    let mut command = program("python");
    command.current_dir(folder.path()).args([
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "-o",
        "dist",
    ]);
    let (status, said) = run(&mut command);
    assert_eq!(status, Some(0), "{said}");
    assert!(folder.path().join("dist/demo-7.0.0-py3-none-any.whl").is_file());
    for python in old_pythons::all().iter().filter(|it| REFUSED.contains(&it.version)) {
        let mut command = python.command();
        command.current_dir(folder.path()).args(["-c", "import guard_backend"]);
        assert_eq!(run(&mut command), (Some(1), message(python.version)), "{python:?}");
    }
}
