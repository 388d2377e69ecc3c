//! The maintainer still builds the sdist that refuses: the same members, with any Python.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::Command,
};

use flate2::read::GzDecoder;

use crate::support::{old_pythons, python::program, relkit::ran};

/// A member: its name, mode, time and bytes.
type Member = (String, u32, u64, Vec<u8>);

fn members(sdist: &Path) -> Vec<Member> {
    let file = fs::File::open(sdist).unwrap();
    let mut archive = tar::Archive::new(GzDecoder::new(file));
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let (mode, time) = (entry.header().mode().unwrap(), entry.header().mtime().unwrap());
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (name, mode, time, bytes)
    });
    entries.collect()
}

/// An sdist that refuses, and the folder that it unpacks to.
fn unpacked(folder: &Path, layout: &str) -> (PathBuf, PathBuf) {
    let pyproject =
        "[project]\nname = \"demo\"\nversion = \"7.0.0\"\nrequires-python = \">=3.9\"\n";
    fs::write(folder.join("pyproject.toml"), pyproject).unwrap();
    fs::write(folder.join("own.txt"), "Don’t. \"Really\"\n").unwrap();
    let path = |name: &str| folder.join(name).display().to_string();
    let run = ran(&[
        "stub",
        "--project",
        &path(""),
        "--dropped",
        "2.7",
        "--message",
        &path("own.txt"),
        "--form",
        "sdist",
        "--layout",
        layout,
        "-o",
        &path("out"),
    ]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let sdist = folder.join("out/demo-7.0.0.tar.gz");
    let file = fs::File::open(&sdist).unwrap();
    tar::Archive::new(GzDecoder::new(file)).unpack(folder.join("tree")).unwrap();
    (sdist, folder.join("tree/demo-7.0.0"))
}

fn done(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}

#[test]
fn setup_py_packs_the_same_again() {
    for layout in ["setup", "in-tree"] {
        let folder = tempfile::tempdir().unwrap();
        let (sdist, tree) = unpacked(folder.path(), layout);
        assert!(!old_pythons::old().is_empty());
        for python in old_pythons::all() {
            done(python.command().current_dir(&tree).args(["setup.py", "sdist"]));
            let again = tree.join("dist/demo-7.0.0.tar.gz");
            assert_eq!(members(&again), members(&sdist), "{python:?}");
            fs::remove_dir_all(tree.join("dist")).unwrap();
        }
    }
}

#[test]
fn build_packs_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let (sdist, tree) = unpacked(folder.path(), "in-tree");
    done(program("python").current_dir(&tree).args(["-m", "build", "--sdist", "--no-isolation"]));
    assert_eq!(members(&tree.join("dist/demo-7.0.0.tar.gz")), members(&sdist));
}
