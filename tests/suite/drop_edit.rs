//! The edits of `relkit drop --write` on whole configurations: each folder of tests/drops has
//! `before`, `after`, what is left, and which Pythons go and stay.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use relkit::{
    drop::{
        Going,
        edit::{Edits, edits},
        requires::{Raise, raise},
    },
    model::PythonVersion,
    project::Project,
};

use serde::Serialize;

use crate::support::{oracle::ask, python::root};

/// A folder of tests/drops.
struct Case {
    name: String,
    folder: PathBuf,
    going: Going,
    before: BTreeMap<String, String>,
    after: BTreeMap<String, String>,
}

/// Every file of a folder by its path in it, with `/`.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    fn gather(root: &Path, folder: &Path, out: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                gather(root, &path, out);
            } else {
                let inner: Vec<_> = path
                    .strip_prefix(root)
                    .unwrap()
                    .components()
                    .map(|part| part.as_os_str().to_str().unwrap().to_owned())
                    .collect();
                out.insert(inner.join("/"), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut out = BTreeMap::new();
    gather(folder, folder, &mut out);
    out
}

fn cases() -> Vec<Case> {
    let versions = |line: &str, word: &str| -> Vec<PythonVersion> {
        line.strip_prefix(word).unwrap().split_whitespace().map(|it| it.parse().unwrap()).collect()
    };
    let mut cases: Vec<Case> = fs::read_dir(root().join("tests/drops"))
        .unwrap()
        .map(|entry| {
            let folder = entry.unwrap().path();
            let text = fs::read_to_string(folder.join("going.txt")).unwrap();
            let (drop, keep) = text.trim_end().split_once('\n').unwrap();
            let dropped = versions(drop, "drop ");
            let supported = [dropped.clone(), versions(keep, "keep ")].concat();
            Case {
                name: folder.file_name().unwrap().to_str().unwrap().to_owned(),
                going: Going::new(&dropped, &supported).unwrap(),
                before: texts(&folder.join("before")),
                after: texts(&folder.join("after")),
                folder,
            }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(cases.len() >= 8);
    cases
}

/// The files with the edits made.
fn made(before: &BTreeMap<String, String>, edits: &Edits) -> BTreeMap<String, String> {
    let mut after = before.clone();
    for edited in &edits.edited {
        assert_eq!(before[&edited.path], edited.before);
        assert!(!edited.changes.is_empty(), "{}", edited.path);
        after.insert(edited.path.clone(), edited.after.clone());
    }
    after
}

#[test]
fn shapes_are_edited_byte_for_byte() {
    for case in cases() {
        let edits = edits(&case.before, &case.going).unwrap();
        let after = made(&case.before, &edits);
        for (path, text) in &after {
            assert_eq!(text, &case.after[path], "{}: {path}", case.name);
        }
        assert_eq!(after.len(), case.after.len(), "{}", case.name);
        let left: String = edits
            .left
            .iter()
            .map(|left| format!("{}:{}: {}\n", left.path, left.line, left.why))
            .collect();
        let expected = fs::read_to_string(case.folder.join("left.txt")).unwrap();
        assert_eq!(left, expected, "{}", case.name);
    }
}

#[test]
fn twice_is_once() {
    for case in cases() {
        let again = edits(&case.after, &case.going).unwrap();
        assert_eq!(again.edited, [], "{}", case.name);
    }
}

#[test]
fn edited_projects_are_read_and_exclude_what_went() {
    for case in cases() {
        let project = Project::open(&case.folder.join("after")).unwrap();
        let Some(requires) = project.requires_python else { continue };
        for version in case.going.dropped() {
            assert!(!requires.allows_some(*version), "{}: {version}", case.name);
        }
        for version in case.going.kept() {
            assert!(requires.allows(*version), "{}: {version}", case.name);
        }
    }
}

#[test]
fn torn_files_never_panic_and_settle() {
    for case in cases() {
        for (path, text) in &case.before {
            let ends = text.char_indices().map(|(at, _)| at).step_by(7);
            for end in ends {
                let torn = BTreeMap::from([(path.clone(), text[..end].to_owned())]);
                let Ok(first) = edits(&torn, &case.going) else { continue };
                let after = made(&torn, &first);
                let again = edits(&after, &case.going);
                let again =
                    again.unwrap_or_else(|error| panic!("{}: {error}: {after:?}", case.name));
                assert_eq!(again.edited, [], "{}: {path} up to {end}", case.name);
            }
        }
    }
}

#[derive(Serialize)]
struct Ranges {
    ranges: Vec<String>,
    versions: Vec<String>,
}

#[test]
fn packaging_agrees_with_raised_ranges() {
    let floor = PythonVersion::new(3, 10);
    let stated = [
        ">=3.8",
        ">= 3.6, <4",
        "~=3.7",
        "!=3.0.*,>=2.7,!=3.11.2",
        ">3.7",
        "<3.14,>=3.9",
        "==3.*",
        ">=3.9.2,!=3.9.7,!=3.12.*",
        "<4",
    ];
    let raised: Vec<String> = stated
        .iter()
        .map(|text| match raise(text, floor) {
            Raise::To(new) => new,
            other => panic!("{text}: {other:?}"),
        })
        .collect();
    let old = ["2.7.18", "3.0.1", "3.7.9", "3.8.0", "3.9.0", "3.9.25"];
    let new = ["3.10.0", "3.11.2", "3.11.9", "3.12.3", "3.13.0", "3.14.1", "4.0.0"];
    let versions = old.iter().chain(&new).map(ToString::to_string).collect();
    let ranges = stated.iter().map(ToString::to_string).chain(raised.clone()).collect();
    let answers: Vec<Vec<bool>> = ask("requires_python.py", &[], &Ranges { ranges, versions });
    let (before, after) = answers.split_at(stated.len());
    for (at, text) in raised.iter().enumerate() {
        assert_eq!(after[at][..old.len()], [false; 6], "{text}");
        assert_eq!(after[at][old.len()..], before[at][old.len()..], "{text}");
    }
}
