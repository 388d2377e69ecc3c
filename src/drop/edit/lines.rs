//! Files of plain lines: requirements, the versions of pyenv, meson.build.

use super::{Job, abi3, cfg, naming::listed};
use crate::drop::requires::is_settled;

/// requirements.txt: requirements with markers.
pub(super) fn requirements(job: &mut Job<'_, '_>) {
    let text = job.draft.text();
    let mut start = 0;
    let mut continued = false;
    for line in text.split_inclusive('\n') {
        let code = line.split(" #").next().unwrap_or_default().trim();
        let begin = start + indent(line);
        start += line.len();
        let goes_on = line.trim_end().ends_with('\\');
        if code.is_empty() || code.starts_with(['#', '-']) || continued {
            continued = goes_on;
            continue;
        }
        continued = goes_on;
        if goes_on {
            // Its hashes stand on lines of their own.
            let requirement = code.trim_end_matches('\\');
            if super::markers::judge(requirement, job.going) != super::markers::Marker::Same {
                super::markers::left(job, begin);
            }
        } else if super::markers::judge(code, job.going) == super::markers::Marker::Never {
            let behind = comments(&text[start..]);
            job.draft.put(begin - indent(line)..start + behind, "", super::markers::note(code));
        } else {
            cfg::requirement(job, &(begin..begin + code.len()), false);
        }
    }
}

/// The bytes of blanks that a line begins with.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The bytes of indented comments: what compiles requirements says there who needs the one above.
fn comments(text: &str) -> usize {
    let own = |line: &&str| indent(line) > 0 && line.trim_start().starts_with('#');
    text.split_inclusive('\n').take_while(own).map(str::len).sum()
}

/// .python-version: one interpreter a line, of which those for dropped Pythons go.
pub(super) fn pythons(job: &mut Job<'_, '_>) {
    let text = job.draft.text();
    let mut dead = Vec::new();
    let mut kept = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let word = line.split('#').next().unwrap_or_default().trim();
        if job.is_dead(word) {
            dead.push((range, word));
        } else {
            kept += usize::from(!word.is_empty());
        }
    }
    for (range, word) in dead {
        if kept == 0 {
            let floor = job.floor();
            job.draft.leave(range.start, format!("pins {word}; the oldest that stays is {floor}"));
        } else {
            job.draft.put(range, "", format!("{word} goes"));
        }
    }
}

/// meson.build: `limited_api: '3.9'`, `-DPy_LIMITED_API=0x03090000`, and comparisons of versions.
pub(super) fn meson(job: &mut Job<'_, '_>) {
    let text = job.draft.text();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let code = line.split('#').next().unwrap_or_default();
        abi3::lift(job, start..start + code.len());
        compared(job, code, start);
        start += line.len();
    }
}

/// `py.language_version().version_compare('<3.10')`, for all that says that it is of Python.
fn compared(job: &mut Job<'_, '_>, code: &str, start: usize) {
    const CALL: &str = ".version_compare(";
    for (at, _) in code.match_indices(CALL) {
        let of = code[..at].rsplit([' ', '(']).find(|it| !it.is_empty() && *it != ")");
        let of = of.unwrap_or_default().to_lowercase();
        let Some(condition) = code[at + CALL.len()..].split('\'').nth(1) else { continue };
        let of_python = of.contains("language_version") || of.contains("py");
        if of_python && is_settled(condition, job.floor()) {
            let why = format!("version_compare('{condition}') is settled for all that stay");
            job.draft.leave(start + at, why);
        }
    }
}

/// pyrightconfig.json: `"pythonVersion": "3.9"`.
pub(super) fn pyright(job: &mut Job<'_, '_>) {
    const KEY: &str = "\"pythonVersion\"";
    let text = job.draft.text();
    for (at, _) in text.match_indices(KEY) {
        let line = &text[..at][text[..at].rfind('\n').map_or(0, |it| it + 1)..];
        if line.contains("//") {
            continue;
        }
        let value = at + KEY.len();
        let rest = &text[value..];
        let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', ':']).len();
        let Some(inner) = rest[skipped..].strip_prefix('"') else { continue };
        let Some(end) = inner.find(['"', '\n']) else { continue };
        let start = value + skipped + 1;
        job.lift("pythonVersion", start..start + end);
    }
}

/// Cargo.toml: features of `PyO3`. A feature of the crate's own that bears such a name is left:
/// code may ask for it.
pub(super) fn cargo(job: &mut Job<'_, '_>) -> Result<(), super::EditError> {
    let root = super::toml::read(job.draft)?;
    let floor = job.floor();
    root.walk(&mut Vec::new(), &mut |site| {
        let path: Vec<&str> = site.path.iter().map(String::as_str).collect();
        let own = matches!(&path[..], ["features", _]);
        let bindings = matches!(&path[..], [.., "dependencies", _, "features"]);
        if own && let Some((_, version, _)) = abi3::floors(&site.entry.key, job.going).first() {
            let version = listed(&[*version]);
            let why =
                format!("{} is a name for {version}, and the floor is {floor}", site.entry.key);
            job.draft.leave(site.entry.key_range.start, why);
            return false;
        }
        if own || bindings {
            abi3::of_toml(job, site);
            return false;
        }
        true
    });
    Ok(())
}
