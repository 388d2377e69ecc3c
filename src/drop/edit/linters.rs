//! The Python that linters, formatters and type checkers are told, and the tag of pure wheels.

use super::{
    Job, naming,
    toml::{Kind, Site},
};

/// A version as a string. Ex) `"py39"`, `"3.9"`
pub(super) fn version(job: &mut Job<'_, '_>, site: &Site<'_>) {
    job.lift_text(site);
}

/// `target-version` of Black: a list of which those for dropped Pythons go. The floor stands in
/// for a list of which nothing would remain.
pub(super) fn target_list(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let Kind::List(items) = &node.kind else {
        return job.lift_text(site);
    };
    let going = job.going;
    job.prune_list(site, node, &|word| naming::is_dead(word, going), &mut |job| {
        let Some((first, rest)) = items.split_first() else { return };
        if let Some(range) = job.inner(first) {
            job.lift(&site.entry.key, range);
        }
        let ranges: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
        let mut gone = vec![true; rest.len() + 1];
        gone[0] = false;
        let key = &site.entry.key;
        job.take_out(&node.range, &ranges, &gone, |item| format!("{key}: {item} goes"));
    });
}

/// A version as a string, or as a number: 3.10 is none, so that a number gets quotes.
pub(super) fn number(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let (key, node) = (&site.entry.key, &site.entry.node);
    let raw = &job.draft.text()[node.range.clone()];
    match node.kind {
        Kind::Plain if job.is_dead(raw) => {
            let new = job.floor();
            let what = format!("{key}: {raw} becomes {new}");
            job.draft.put(node.range.clone(), format!("\"{new}\""), what);
        }
        Kind::Text(_) => job.lift_text(site),
        _ => {}
    }
}

/// A version as isort writes it: `39`, `"39"`.
pub(super) fn digits(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let range = match node.kind {
        Kind::Plain => Some(node.range.clone()),
        Kind::Text(_) => job.inner(node),
        _ => None,
    };
    if let Some(range) = range {
        lift_digits(job, &site.entry.key, range);
    }
}

/// The same at a range of any text.
pub(super) fn lift_digits(job: &mut Job<'_, '_>, key: &str, range: std::ops::Range<usize>) {
    let old = &job.draft.text()[range.clone()];
    if old.len() > 1 && job.is_dead(&format!("py{old}")) {
        let new = job.floor().nodot();
        job.draft.put(range, new.clone(), format!("{key}: {old} becomes {new}"));
    }
}

/// `universal`: one wheel for Python 2 and 3.
pub(super) fn universal(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let raw = &job.draft.text()[site.entry.node.range.clone()];
    if job.floor().major > 2 && matches!(raw, "true" | "1" | "\"1\"" | "\"true\"") {
        job.delete(site, "universal: there is no Python 2 any more");
    }
}

/// `py2.py3` becomes `py3`.
pub(super) fn python_tag(job: &mut Job<'_, '_>, site: &Site<'_>) {
    if let Some(range) = job.inner(&site.entry.node) {
        lift_tag(job, range);
    }
}

/// The same at a range of any text.
pub(super) fn lift_tag(job: &mut Job<'_, '_>, range: std::ops::Range<usize>) {
    let old = &job.draft.text()[range.clone()];
    if job.floor().major > 2 && old == "py2.py3" {
        job.draft.put(range, "py3", "python-tag: py2.py3 becomes py3");
    } else {
        job.lift("python-tag", range);
    }
}
