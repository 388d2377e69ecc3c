//! The sdist that refuses, as a file: the same bytes each time, and nothing for `relkit check` to find.

use std::{fs, path::PathBuf};

use relkit::dist::{Dist, read_one};
use tempfile::TempDir;

use crate::support::relkit::ran;

/// A project and the folder that `relkit stub` wrote to.
fn written(arguments: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let setup_py = "from setuptools import setup\n\
                    setup(name=\"Demo.Project\", version=\"7.0.0\", python_requires=\">=3.11\")\n";
    fs::write(folder.path().join("setup.py"), setup_py).unwrap();
    let out = folder.path().join("out");
    let paths = ["stub", "--project", folder.path().to_str().unwrap(), "-o", out.to_str().unwrap()];
    let run = ran(&[&paths[..], arguments].concat());
    assert_eq!(run.status, Some(0), "{}", run.err);
    let sdist = out.join("demo_project-7.0.0.tar.gz");
    (folder, sdist)
}

const KINDS: [&[&str]; 6] = [
    &["--dropped", "2.7", "--last", "6.1.*", "--url", "https://example.invalid/"],
    &["--dropped", "2.7", "--last", "6.1.*", "--layout", "in-tree"],
    &["--platform", "AIX=aix"],
    &["--renamed-to", "other"],
    &["--withdrawn", "--last", "6.1.1"],
    &["--needs-pip", "20.3"],
];

#[test]
fn the_same_is_the_same_to_the_byte() {
    for kind in KINDS {
        let (one, two) = (written(kind), written(kind));
        assert_eq!(fs::read(one.1).unwrap(), fs::read(two.1).unwrap(), "{kind:?}");
    }
}

#[test]
fn check_has_nothing_to_say() {
    for kind in KINDS {
        let (_folder, sdist) = written(kind);
        let run = ran(&["check", sdist.to_str().unwrap(), "--strict", "--as-of", "2026-11-22"]);
        assert_eq!(run.status, Some(0), "{kind:?}: {}{}", run.out, run.err);
        assert!(!run.out.contains("SDI003"), "{}", run.out);
    }
}

fn read(kind: &[&str]) -> (Vec<String>, Dist) {
    let (_folder, sdist) = written(kind);
    let dist = read_one(&sdist).unwrap();
    let members = dist.sdist().unwrap().members.iter().map(|member| member.name.clone());
    (members.collect(), dist)
}

#[test]
fn the_members_are_those_that_its_readers_need() {
    let (members, dist) = read(KINDS[0]);
    assert_eq!(members, ["demo_project-7.0.0/PKG-INFO", "demo_project-7.0.0/setup.py"]);
    let metadata = dist.metadata().unwrap();
    assert_eq!(metadata.name().map(|it| &*it.value), Some("Demo.Project"));
    assert_eq!(metadata.requires_python().map(|it| &*it.value), Some(">=3.11"));
    let (members, _) = read(KINDS[1]);
    assert_eq!(
        members,
        ["PKG-INFO", "pyproject.toml", "refuses_to_build.py", "setup.py"]
            .map(|name| format!("demo_project-7.0.0/{name}"))
    );
}

#[test]
fn nobody_falls_back_silently_who_is_to_hear_it() {
    let speaks = ["--dropped", "2.7", "--last", "6.1.*", "--speak"];
    for kind in [&speaks[..], KINDS[2], KINDS[3], KINDS[5]] {
        let (_, dist) = read(kind);
        assert_eq!(dist.metadata().unwrap().requires_python(), None, "{kind:?}");
    }
}
