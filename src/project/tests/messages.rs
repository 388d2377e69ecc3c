//! The text of every failure.

use std::path::Path;

use super::{Memory, failure, pyproject};
use crate::project::{Layer, Project, ProjectError};

#[test]
fn files_that_cannot_be_read() {
    insta::assert_snapshot!(failure(&Memory::default()), @"
    no pyproject.toml, setup.cfg or setup.py in `.`
    hint: run relkit in the project's folder, or name it with --project DIR
    ");
    insta::assert_snapshot!(failure(&pyproject("a = [1,\nb = 2\n")), @"pyproject.toml:3:3: invalid TOML: unexpected `=` in array, expected value, `]`");
    insta::assert_snapshot!(failure(&pyproject("[project]\nx = 1")), @"pyproject.toml:2:2: invalid TOML: duplicate key");
    let bytes = b"[project]\nname = \"\xff\"\n";
    insta::assert_snapshot!(failure(&Memory::default().with("pyproject.toml", bytes)), @"
    pyproject.toml:2: not UTF-8
    hint: save the file as UTF-8
    ");
    insta::assert_snapshot!(failure(&Memory::default().with("setup.py", "setup()")), @"
    setup.py: no project name
    hint: setup.py is never run: write `name` as a plain string in its call of setup() or in the dict that it takes, or under [metadata] in setup.cfg
    ");
    insta::assert_snapshot!(failure(&Memory::default().with("setup.cfg", "[options]\n")), @"
    setup.cfg: no project name
    hint: write `name` under [metadata]
    ");
    let nameless = Memory::default().with("pyproject.toml", "[project]\n").with("setup.py", "");
    insta::assert_snapshot!(failure(&nameless), @"
    pyproject.toml: no project name
    hint: write `name` under [project]
    ");
}

#[test]
fn values_that_are_not_what_they_should_be() {
    let fail = |text: &str| failure(&pyproject(text));
    insta::assert_snapshot!(fail("project.requires-python = 3.9"), @"pyproject.toml:2: `project.requires-python`: expected a string, found a number");
    insta::assert_snapshot!(fail("project.classifiers = \"x\""), @"pyproject.toml:2: `project.classifiers`: expected a list, found a string");
    insta::assert_snapshot!(fail("project.dynamic = [\n1]"), @"pyproject.toml:3: `project.dynamic`: expected a string, found a whole number");
    insta::assert_snapshot!(fail("tool.cibuildwheel = true"), @"pyproject.toml:2: `tool.cibuildwheel`: expected a table, found true");
    insta::assert_snapshot!(fail("[tool.scikit-build.wheel]\npy-api = \"3.9\""), @"pyproject.toml:3: `tool.scikit-build.wheel.py-api`: expected a python tag such as cp39, found `3.9`");
    let bad_name = Memory::default().with("pyproject.toml", "project.name = \"-x\"");
    insta::assert_snapshot!(failure(&bad_name), @"pyproject.toml:1: `project.name`: invalid project name `-x`: expected a letter or digit at both ends");
}

#[test]
fn on_disk_the_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mask = |error: &ProjectError| {
        error.to_string().replace(&folder.path().display().to_string(), "FOLDER")
    };
    let open = || Project::open(folder.path()).unwrap_err();
    insta::assert_snapshot!(mask(&open()), @"no pyproject.toml, setup.cfg or setup.py in `FOLDER`");
    assert_eq!(Layer::open(folder.path()).unwrap(), Layer::default());
    let nowhere = Layer::open(&folder.path().join("x")).unwrap_err();
    insta::assert_snapshot!(mask(&nowhere), @"there is no folder `FOLDER/x`");

    let file = folder.path().join("pyproject.toml");
    std::fs::create_dir(&file).unwrap();
    insta::assert_snapshot!(mask(&open()), @"cannot read FOLDER/pyproject.toml");
    std::fs::remove_dir(&file).unwrap();

    std::fs::write(&file, "x = ").unwrap();
    insta::assert_snapshot!(mask(&open()), @"FOLDER/pyproject.toml:1:5: invalid TOML: string values must be quoted, expected literal string");
    insta::assert_snapshot!(mask(&Layer::open(folder.path()).unwrap_err()), @"FOLDER/pyproject.toml:1:5: invalid TOML: string values must be quoted, expected literal string");

    std::fs::File::create(&file).unwrap().set_len((4 << 20) + 1).unwrap();
    insta::assert_snapshot!(mask(&open()), @"FOLDER/pyproject.toml is larger than 4 MiB");
}

#[test]
fn the_example_projects_are_read() {
    let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects");
    for (folder, name) in [
        ("abi3", "demo-abi3"),
        ("per_version", "demo-numeric"),
        ("maturin", "demo-crypto"),
        ("pure", "demo-pure"),
    ] {
        assert_eq!(Project::open(&projects.join(folder)).unwrap().name.as_str(), name);
    }
}
