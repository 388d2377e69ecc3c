//! YAML: the arguments of pre-commit's hooks are edited, other mentions are left.

use std::ops::Range;

use saphyr_parser::{Event, Parser};

use super::{Draft, EditError, Job, naming};
use crate::{model::PythonVersion, project::YamlText};

/// More values than this are not read.
const MOST: usize = 200_000;

/// A value that is neither a list nor a mapping.
struct Scalar {
    /// The keys above it
    path: Vec<String>,
    text: String,
    range: Range<usize>,
}

/// Edits a file.
pub(super) fn edit(job: &mut Job<'_, '_>) -> Result<(), EditError> {
    let hooks = job.draft.path().starts_with(".pre-commit-config");
    let scalars = read(job.draft)?;
    let mut before: Option<&Scalar> = None;
    for scalar in &scalars {
        let key = scalar.path.last().map_or("", String::as_str);
        let under = |name: &str| scalar.path.iter().any(|key| key == name);
        if hooks && (under("args") || key == "entry") {
            arguments(job, scalar, before.filter(|it| it.path == scalar.path));
        } else if names_one(key, &under) || hooks && under("default_language_version") {
            mention(job, scalar, key);
        }
        before = Some(scalar);
    }
    Ok(())
}

/// Whether a file is looked at and never edited: workflows, and what Read the Docs is told.
pub(super) fn is_looked_at(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    (path.ends_with(".yml") || path.ends_with(".yaml")) && !name.starts_with(".pre-commit-config")
}

/// Whether a key names a Python: those of pre-commit, Read the Docs and the workflows of GitHub.
fn names_one(key: &str, under: &dyn Fn(&str) -> bool) -> bool {
    match key {
        "language_version" | "python-version" | "python_version" => true,
        "python" => under("tools") || under("matrix"),
        "py" => under("matrix"),
        "version" => under("python"),
        _ => false,
    }
}

/// The edited text is YAML still.
pub(super) fn check(path: &str, text: &str) -> Result<(), EditError> {
    read(&Draft::new(path, text)?).map(|_| ())
}

/// `--py38-plus` of pyupgrade and others, `--min-py-version=3.8`, `--target-version=py38`.
///
/// Source: [pyupgrade's documentation](https://github.com/asottile/pyupgrade).
fn arguments(job: &mut Job<'_, '_>, scalar: &Scalar, before: Option<&Scalar>) {
    const OPTIONS: [&str; 6] = [
        "--min-py-version",
        "--min-py3-version",
        "--target-version",
        "--python-version",
        "--py-version",
        "-t",
    ];
    let raw = &job.draft.text()[scalar.range.clone()];
    let floor = job.floor();
    for (at, _) in raw.match_indices("--py") {
        let digits = &raw[at + 4..];
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        if !digits[end..].starts_with("-plus") {
            continue;
        }
        let version = match &digits[..end] {
            "3" => Some(PythonVersion::new(3, 0)),
            digits => PythonVersion::from_nodot(digits),
        };
        if version.is_some_and(|version| job.going.is_below(version)) {
            let start = scalar.range.start + at + 4;
            let what = format!("--py{}-plus becomes --py{}-plus", &digits[..end], floor.nodot());
            job.draft.put(start..start + end, floor.nodot(), what);
        }
    }
    for option in OPTIONS {
        let value = match raw.find(&format!("{option}=")) {
            Some(at) => at + option.len() + 1,
            None if before.is_some_and(|it| it.text == option) => {
                usize::from(raw.starts_with(['"', '\'']))
            }
            None => continue,
        };
        let word = raw[value..].split([' ', '"', '\'']).next().unwrap_or_default();
        if naming::is_dead(word, job.going) {
            let start = scalar.range.start + value;
            job.lift(option, start..start + word.len());
        }
    }
}

/// A Python that something else runs on.
fn mention(job: &mut Job<'_, '_>, scalar: &Scalar, key: &str) {
    if job.is_dead(&scalar.text) {
        job.draft.leave(scalar.range.start, format!("{key}: names {}", scalar.text));
    }
}

/// A list or mapping that is not closed yet.
struct Open {
    mapping: bool,
    /// The key whose value comes next
    key: Option<String>,
}

/// Every scalar value with the keys above it.
fn read(draft: &Draft<'_>) -> Result<Vec<Scalar>, EditError> {
    let text = draft.text();
    // The parser counts characters.
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let yaml = YamlText::new(text);
    let byte = |index: usize| bytes.get(yaml.index(index)).copied().unwrap_or(text.len());
    let mut open: Vec<Open> = Vec::new();
    let mut out = Vec::new();
    let mut parser = Parser::new_from_str(&yaml.text);
    let mut count = 0;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let at = byte(error.marker().index());
            draft.error(at, format!("invalid YAML: {}", error.info()), "mend the file first")
        })?;
        count += 1;
        if count > MOST || open.len() > 100 {
            let at = byte(span.start.index());
            return Err(draft.error(
                at,
                "more values than any such file has",
                "is it the right file?",
            ));
        }
        match event {
            Event::Scalar(value, ..) => {
                let waits = open.last_mut().filter(|it| it.mapping && it.key.is_none());
                if let Some(waits) = waits {
                    waits.key = Some(value.into_owned());
                    continue;
                }
                out.push(Scalar {
                    path: open.iter().filter_map(|it| it.key.clone()).collect(),
                    text: value.into_owned(),
                    range: byte(span.start.index())..byte(span.end.index()),
                });
                done(&mut open);
            }
            Event::Alias(_) => key_or_done(&mut open),
            Event::SequenceStart(..) => open.push(Open { mapping: false, key: None }),
            Event::MappingStart(..) => open.push(Open { mapping: true, key: None }),
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                key_or_done(&mut open);
            }
            _ => {}
        }
    }
    Ok(out)
}

/// A value is read: the next in a mapping is a key.
fn done(open: &mut [Open]) {
    if let Some(last) = open.last_mut() {
        last.key = None;
    }
}

/// The same for what may be a key itself.
fn key_or_done(open: &mut [Open]) {
    if let Some(last) = open.last_mut() {
        last.key = match last.key {
            None if last.mapping => Some(String::new()),
            _ => None,
        };
    }
}
