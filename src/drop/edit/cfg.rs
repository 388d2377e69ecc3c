//! setup.cfg, and the INI files of single tools.

use std::ops::Range;

use super::{
    Job, abi3, classifiers,
    ini::{self, Key},
    linters,
    markers::{self, Marker},
    tox,
};

/// Keys with requirements, one a line.
const REQUIREMENTS: [&str; 3] = ["install_requires", "setup_requires", "tests_require"];

/// Edits a file.
pub(super) fn edit(job: &mut Job<'_, '_>) {
    let text = job.draft.text();
    tox::edit(job, 0..text.len());
    for section in ini::read(text, 0..text.len()) {
        for key in &section.keys {
            let one = || key.lines.first().filter(|_| key.lines.len() == 1).cloned();
            match (section.name.as_str(), key.name.as_str()) {
                ("options", "python_requires") => requires(job, key),
                ("metadata", "classifiers" | "classifier") => lines_of_classifiers(job, key),
                ("options.extras_require", _) => requirements(job, key),
                ("options", name) if REQUIREMENTS.contains(&name) => requirements(job, key),
                ("bdist_wheel", "py_limited_api") => {
                    abi3::lift(job, key.range.clone());
                }
                ("bdist_wheel" | "wheel", "universal") => universal(job, &section, key),
                ("bdist_wheel", "python_tag") => {
                    if let Some(range) = one() {
                        linters::lift_tag(job, range);
                    }
                }
                ("isort" | "settings", "py_version") => {
                    if let Some(range) = one() {
                        linters::lift_digits(job, &key.name, range);
                    }
                }
                (_, "python_version" | "py_version" | "min_python_version") => {
                    if let Some(range) = one() {
                        let inner = unquoted(text, range);
                        job.lift(&key.name, inner);
                    }
                }
                _ => {}
            }
        }
    }
}

/// The value without the quotes that people leave in.
fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let value = &text[range.clone()];
    let inner = value.trim_start_matches(['"', '\'']);
    let start = range.end - inner.len();
    start..start + inner.trim_end_matches(['"', '\'']).len()
}

/// On one line, or on several that are one range.
fn requires(job: &mut Job<'_, '_>, key: &Key) {
    match &key.lines[..] {
        [] => {}
        [only] => job.requires("python_requires", only.clone()),
        [first, .., last] => {
            let whole = &job.draft.text()[first.start..last.end];
            let joined = whole.split_whitespace().collect::<String>();
            let settled = crate::drop::requires::raise(&joined, job.floor());
            if settled != crate::drop::requires::Raise::Same {
                job.draft.leave(first.start, "python_requires stands on several lines");
            }
        }
    }
}

fn lines_of_classifiers(job: &mut Job<'_, '_>, key: &Key) {
    for line in &key.lines {
        let text = job.draft.text();
        if !classifiers::is_dead(&text[line.clone()], job.going) {
            continue;
        }
        let what = classifiers::note(&text[line.clone()]);
        job.draft.put(ini::without_line(text, key, line), "", what);
    }
}

/// Requirements, one a line.
fn requirements(job: &mut Job<'_, '_>, key: &Key) {
    for line in &key.lines {
        let text = job.draft.text();
        let first = key.is_first(text, line);
        requirement(job, line, first);
    }
}

/// One requirement that has a line for itself, or shares that of its key.
pub(super) fn requirement(job: &mut Job<'_, '_>, line: &Range<usize>, first: bool) {
    let text = job.draft.text();
    let code = &text[line.clone()];
    match markers::judge(code, job.going) {
        Marker::Same => {}
        Marker::Never => {
            let range =
                if first { ini::behind_sign(text, line) } else { ini::whole_lines(text, line) };
            job.draft.put(range, "", markers::note(code));
        }
        Marker::Always(range) => {
            let what = format!("{code}: every Python that stays needs it");
            job.draft.put(line.start + range.start..line.start + range.end, "", what);
        }
        Marker::Left => markers::left(job, line.start),
    }
}

/// `universal = 1`; the section goes too where it has no other key.
fn universal(job: &mut Job<'_, '_>, section: &ini::Section, key: &Key) {
    let text = job.draft.text();
    let value = key.lines.first().map_or("", |line| &text[line.clone()]).to_lowercase();
    if job.floor().major < 3 || !matches!(value.as_str(), "1" | "true" | "yes" | "on") {
        return;
    }
    let alone = section.keys.len() == 1;
    let range = if alone { ini::section_lines(text, section) } else { key.range.clone() };
    job.draft.put(range, "", "universal: there is no Python 2 any more");
}
