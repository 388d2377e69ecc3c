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
    },
    model::PythonVersion,
    project::Project,
};

use crate::support::python::root;

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
