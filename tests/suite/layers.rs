//! Who may import whom: reads the `crate::` paths of every file and names the broken edge.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::support::python::root;

/// Rooms from left to right; rooms of one rank do not import each other.
const RANKS: &[&[&str]] = &[
    &["model", "process"],
    &["tables"],
    &["installer", "project", "dist", "net", "syntax"],
    &["index", "matrix", "repair", "rules", "downloads", "stub", "drop", "smoke"],
    &["advice"],
    &["render", "report"],
    &["commands"],
    &["cli"],
];

/// Crates that may be named in these rooms alone.
const CRATES: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("minijinja", &["render"]),
    ("reqwest", &["net"]),
    ("rustls", &["net"]),
    ("html5gum", &["index"]),
    ("arrow_array", &["downloads"]),
    ("arrow_ipc", &["downloads"]),
    ("arrow_schema", &["downloads"]),
    ("parquet", &["downloads"]),
    ("bigquery_storage", &["downloads"]),
    ("tonic", &["downloads", "net"]),
    ("google_cloud_auth", &["net"]),
    ("hyper014", &["net"]),
    ("tokio", &["net"]),
    ("tokio_rustls", &["net"]),
    ("resvg", &["report"]),
    ("rustix", &["process"]),
    ("toml_edit", &["drop"]),
    ("tree_sitter_python", &["syntax"]),
];

/// All that `process` is built on.
const BELOW_PROCESS: &[&str] = &["std", "rustix", "tempfile", "self", "super"];

/// Who starts programs beside `process`, and nothing that is not trusted: git, and the pip that is asked
/// for its index.
const STARTERS: &[&str] =
    &["commands/drop/apply/tree.rs", "commands/drop/files.rs", "commands/index_url/ask.rs"];

/// What only commands may ask: the clock and the environment.
const AMBIENT: &[&str] =
    &["Timestamp::now", "Zoned::now", "SystemTime::now", "std::env", "env::var"];

fn rank(room: &str) -> usize {
    RANKS.iter().position(|rooms| rooms.contains(&room)).unwrap_or_else(|| {
        panic!("src/{room} has no place among the layers: give it one in tests/suite/layers.rs")
    })
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push(path);
        }
    }
}

/// The room of a file and its text, without tests and comments.
fn rooms() -> BTreeMap<PathBuf, (String, String)> {
    let source = root().join("src");
    let mut files = Vec::new();
    sources(&source, &mut files);
    let room_of = |path: &Path| {
        let inner = path.strip_prefix(&source).unwrap();
        (inner.components().count() > 1)
            .then(|| inner.components().next().unwrap().as_os_str().to_string_lossy().into_owned())
    };
    // Files of unit tests may do what the suite does.
    files
        .into_iter()
        .filter(|path| !path.ends_with("tests.rs"))
        .filter_map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let is_test = path.file_name().is_some_and(|name| name == "tests.rs");
            let code = text.split("#[cfg(test)]\nmod ").next().filter(|_| !is_test);
            let code = code.unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            Some((path.clone(), (room_of(&path)?, code.collect::<Vec<_>>().join("\n"))))
        })
        .collect()
}

/// The first name behind each `crate::`, braces included.
fn imported(code: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut out = Vec::new();
    for (start, _) in code.match_indices("crate::") {
        let rest = &code[start + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            out.push(name(rest));
            continue;
        };
        let mut depth = 0;
        let mut item = 0;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => {
                    out.push(name(&group[item..at]));
                    break;
                }
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    out.push(name(&group[item..at]));
                    item = at + 1;
                }
                _ => {}
            }
        }
    }
    out.retain(|room| !room.is_empty());
    out
}

#[test]
fn rooms_import_leftward_only() {
    let mut broken = Vec::new();
    let rooms = rooms();
    assert!(rooms.len() > 20);
    for (path, (room, code)) in &rooms {
        for other in imported(code).iter().filter(|other| *other != room) {
            if rank(other) >= rank(room) {
                broken.push(format!("{}: `{room}` imports `{other}`", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn crates_and_the_outside_world_stay_in_their_rooms() {
    let mut broken = Vec::new();
    for (path, (room, code)) in rooms() {
        for (name, allowed) in CRATES {
            let used =
                code.contains(&format!("{name}::")) || code.contains(&format!("use {name};"));
            if used && !allowed.contains(&room.as_str()) {
                broken.push(format!("{}: `{room}` uses {name}", path.display()));
            }
        }
        let may_ask = ["net", "process", "smoke"].contains(&room.as_str());
        if rank(&room) < rank("commands") && !may_ask {
            for word in AMBIENT.iter().filter(|word| code.contains(**word)) {
                broken.push(format!("{}: `{room}` says {word}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn programs_are_started_in_one_room() {
    let mut broken = Vec::new();
    for (path, (room, code)) in rooms() {
        let starts = ["Stdio", ".spawn()", "process::Command"].iter().any(|it| code.contains(it));
        let may = room == "process" || STARTERS.iter().any(|file| path.ends_with(file));
        if starts && !may {
            broken.push(format!("{}: `{room}` starts programs by itself", path.display()));
        }
        let used = code.lines().filter_map(|line| line.trim_start().strip_prefix("use "));
        for name in used.filter_map(|line| line.split([':', ';', ' ']).next()) {
            if room == "process" && !BELOW_PROCESS.contains(&name) {
                broken.push(format!("{}: `process` uses {name}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_reader_of_imports_reads_groups() {
    let code = "use crate::{model::{A, B}, tables::C};\nlet x = crate::installer::tags();";
    assert_eq!(imported(code), ["model", "tables", "installer"]);
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, PathBuf)> = rooms()
        .into_keys()
        .map(|path| (fs::read_to_string(&path).unwrap().lines().count(), path))
        .collect();
    lengths.sort();
    let (median, _) = lengths[lengths.len() / 2];
    let (longest, path) = lengths.last().unwrap();
    assert!(median <= 200, "the median file has {median} lines");
    assert!(*longest <= 800, "{} has {longest} lines: is it one idea?", path.display());
}
