//! Real releases: the configuration that relkit infers makes their files again, but for what stands
//! with its reason in `tests/releases/NAME.expected`.
//!
//! `NAME.txt` holds names and sizes of the public files of one release, `NAME.toml` what
//! `relkit init --from-release` makes of them in a project with the same name, Requires-Python and
//! build backend.

use std::{fs, path::PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    matrix_workflows::{
        Generated, agree_with_cibuildwheel, in_files, pass_actionlint, pass_zizmor,
    },
    support::{
        generated,
        python::root,
        relkit::{Ran, TODAY, matrix, project, ran},
    },
};

/// Project, Requires-Python of the release, build requirement, build backend.
const RELEASES: &[(&str, &str, &str, &str)] = &[
    ("cryptography", "!=3.9.0,!=3.9.1,>=3.9", "maturin", "maturin"),
    ("greenlet", ">=3.10", "setuptools", "setuptools.build_meta"),
    ("lxml", ">=3.8", "setuptools", "setuptools.build_meta"),
    ("msgpack", ">=3.10", "setuptools", "setuptools.build_meta"),
    ("numpy", ">=3.12", "meson-python", "mesonpy"),
    ("orjson", ">=3.10", "maturin", "maturin"),
    ("pillow", ">=3.11", "setuptools", "setuptools.build_meta"),
    ("psutil", ">=3.6", "setuptools", "setuptools.build_meta"),
];

fn list(name: &str) -> PathBuf {
    root().join("tests/releases").join(format!("{name}.txt"))
}

/// The project of a release with the configuration that relkit infers.
fn inferred((name, requires, needs, backend): (&str, &str, &str, &str)) -> TempDir {
    let folder = project(&format!(
        "[build-system]\nrequires = [\"{needs}\"]\nbuild-backend = \"{backend}\"\n\
         [project]\nname = \"{name}\"\nversion = \"0\"\nrequires-python = \"{requires}\"\n"
    ));
    let own = folder.path().join("relkit.toml");
    let (path, list, own) = (folder.path(), list(name), own.as_path());
    let words = ["init", "--as-of", TODAY, "--offline", "--quiet", "--project"];
    let mut words = words.to_vec();
    words.extend([path.to_str().unwrap(), "--from-release", list.to_str().unwrap()]);
    words.extend(["-o", own.to_str().unwrap()]);
    let run = ran(&words);
    assert_eq!((run.status, &*run.err), (Some(0), ""), "{name}");
    folder
}

fn against(folder: &TempDir, name: &str, more: &[&str]) -> Ran {
    let (path, list) = (folder.path().to_str().unwrap(), list(name));
    let mut words = vec!["matrix", "--as-of", TODAY, "--offline", "--quiet", "--project", path];
    words.extend(["--against", list.to_str().unwrap()]);
    words.extend(more);
    ran(&words)
}

#[test]
fn the_inferred_plan_has_the_files_of_the_release() {
    for release in RELEASES {
        let (name, folder) = (release.0, inferred(*release));
        let own = fs::read_to_string(folder.path().join("relkit.toml")).unwrap();
        generated::fresh(format!("tests/releases/{name}.toml"), &own);
        let run = against(&folder, name, &[]);
        assert_eq!(run.err, "", "{name}");
        generated::fresh(format!("tests/releases/{name}.expected"), &run.out);
    }
}

#[test]
fn each_pattern_matches_one_file_and_each_file_one_pattern() {
    for release in RELEASES {
        let (name, folder) = (release.0, inferred(*release));
        let run = against(&folder, name, &["--format", "json"]);
        let found: Value = serde_json::from_str(&run.out).unwrap();
        let strings = |key: &str, field: &str| -> Vec<String> {
            let rows = found[key].as_array().unwrap().iter();
            rows.map(|row| row[field].as_str().unwrap().to_owned()).collect()
        };
        let (lost, new) = (strings("lost", "file"), strings("new", "pattern"));
        let narrower = found["moved"].as_array().unwrap().iter().any(|it| it["narrower"] == true);
        assert_eq!(run.status, Some(i32::from(!lost.is_empty() || narrower)), "{name}");
        let plan: Value =
            serde_json::from_str(&matrix(folder.path(), &["--format", "plan"])).unwrap();
        let patterns: Vec<glob::Pattern> = plan["expected"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| glob::Pattern::new(row["pattern"].as_str().unwrap()).unwrap())
            .collect();
        let text = fs::read_to_string(list(name)).unwrap();
        let files: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split(' ').next().unwrap())
            .collect();
        for file in &files {
            let matching = patterns.iter().filter(|pattern| pattern.matches(file)).count();
            assert_eq!(matching, usize::from(!lost.contains(&(*file).to_owned())), "{file}");
        }
        for pattern in &patterns {
            let matching = files.iter().filter(|file| pattern.matches(file)).count();
            let known = usize::from(!new.contains(&pattern.as_str().to_owned()));
            assert_eq!(matching, known, "{name}: {pattern}");
        }
    }
}

/// The workflows of the inferred configurations.
fn workflows() -> Vec<Generated> {
    let generated = |release: &(&str, &str, &str, &str)| {
        let folder = inferred(*release);
        let path = folder.path().to_owned();
        (release.0.to_owned(), matrix(&path, &[]), path, Some(folder))
    };
    RELEASES.iter().map(generated).collect()
}

#[test]
fn cibuildwheel_builds_the_identifiers_of_each_job() {
    assert!(agree_with_cibuildwheel(&workflows()) > 400);
}

#[test]
fn the_workflows_pass_actionlint_and_zizmor() {
    let all = workflows();
    let (_folder, files) = in_files(all);
    pass_actionlint(&files);
    pass_zizmor(&files);
}
