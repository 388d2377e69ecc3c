//! A project that states no Requires-Python: installers would go on to offer new releases to the
//! Pythons that go.
//!
//! Rule: [pyproject.toml](https://packaging.python.org/en/latest/specifications/pyproject-toml/#requires-python);
//! what `[project]` neither holds nor names as dynamic is not in the metadata.

use std::collections::BTreeMap;

use super::{
    Draft, Job, Left, ini,
    toml::{self, Entry, Kind, Node},
};

/// The keys behind which a new one goes: the last of them that is there.
const BEFORE: [&str; 3] = ["name", "version", "description"];

/// Puts the floor into a `[project]` that does not state it.
pub(super) fn add(job: &mut Job<'_, '_>, root: &Node) {
    let Some(project) = root.get("project") else { return };
    let table = &project.node;
    if is_dynamic(table) || table.get("requires-python").is_some() || of_poetry(root) {
        return;
    }
    let floor = job.floor();
    let known = table.entries().iter().filter(|it| BEFORE.contains(&it.key.as_str()));
    let last = known.filter(|it| it.node.text().is_some()).max_by_key(|it| it.key_range.start);
    if let Some(before) = last {
        let (at, new) = line(job, table, before, &format!(">={floor}"));
        job.draft.note(before.key_range.start, format!("requires-python: >={floor} is new"));
        job.draft.also(at..at, new);
    } else {
        let why = format!("states no requires-python; >={floor} belongs here");
        job.draft.leave(project.key_range.start, why);
    }
}

/// Whether the build backend is to state it.
fn is_dynamic(project: &Node) -> bool {
    let texts = project.get("dynamic").map(|it| it.node.texts()).unwrap_or_default();
    texts.iter().any(|it| it.text() == Some("requires-python"))
}

/// Whether Poetry is told of Python: it writes that into the metadata.
fn of_poetry(root: &Node) -> bool {
    ["tool", "poetry", "dependencies", "python"]
        .iter()
        .try_fold(root, |node, key| Some(&node.get(key)?.node))
        .is_some()
}

/// The new key in the form of the one before it, and where it goes.
fn line(job: &Job<'_, '_>, table: &Node, before: &Entry, value: &str) -> (usize, String) {
    let text = job.draft.text();
    let (key, node) = (&before.key_range, &before.node.range);
    let sign = &text[key.end..node.start];
    let quote = if text[node.clone()].starts_with('\'') { '\'' } else { '"' };
    let new = |sign: &str| format!("requires-python{sign}{quote}{value}{quote}");
    if matches!(table.kind, Kind::Inline(_)) {
        return (node.end, format!(", {}", new(sign)));
    }
    // A column of signs is kept where the key is not too long for it.
    let (blanks, rest) = sign.split_at(sign.len() - sign.trim_start().len());
    let width = (key.len() + blanks.len()).saturating_sub("requires-python".len());
    let least = blanks.len().min(1);
    let width = if blanks.len() > 1 { width.max(least) } else { least };
    let start = text[..key.start].rfind('\n').map_or(0, |at| at + 1);
    let whole = format!("{}{}", &text[start..key.start], new(&format!("{:width$}{rest}", "")));
    let end = job.draft.line_end();
    match text[node.end..].find('\n') {
        Some(at) => (node.end + at + 1, format!("{whole}{end}")),
        None => (text.len(), format!("{end}{whole}")),
    }
}

/// What is left of a project that states no Requires-Python in setup.py or setup.cfg, nor in
/// pyproject.toml.
pub(super) fn left(files: &BTreeMap<String, String>) -> Option<Left> {
    let text = |path: &str| files.get(path).map_or("", String::as_str);
    let (setup_py, setup_cfg) = (text("setup.py"), text("setup.cfg"));
    let sections = ini::read(setup_cfg, 0..setup_cfg.len());
    let of_cfg = sections.iter().any(|it| matches!(it.name.as_str(), "metadata" | "options"));
    let path = match (setup_py.contains("setup("), of_cfg) {
        (true, _) => "setup.py",
        (false, true) => "setup.cfg",
        (false, false) => return None,
    };
    let pyproject = text("pyproject.toml");
    let root = toml::read(&Draft::new("pyproject.toml", pyproject).ok()?).ok()?;
    let there = match root.get("project") {
        Some(project) => !is_dynamic(&project.node),
        None => pyproject.contains("requires-python"),
    };
    let written =
        |text: &str| ["python_requires", "python-requires"].iter().any(|it| text.contains(it));
    if there || of_poetry(&root) || written(setup_py) || written(setup_cfg) {
        return None;
    }
    let why = "nothing states Requires-Python: add python_requires".to_owned();
    Some(Left { path: path.to_owned(), line: 1, why })
}
