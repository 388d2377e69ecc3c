//! setup.py: literals in it. It is never run.

use tree_sitter::Node;

use super::{
    EditError, Job, abi3, classifiers,
    job::one_line,
    markers::{self, Marker},
    naming, python,
};
use crate::{
    drop::requires::{Raise, raise},
    syntax::python::Source,
};

/// Edits the file.
pub(super) fn edit(job: &mut Job<'_, '_>) -> Result<(), EditError> {
    let source = python::read(job.draft)?;
    for node in source.nodes() {
        match node.kind() {
            "list" | "tuple" | "set" => list(job, &source, node),
            "string" => text(job, &source, node),
            "keyword_argument" => {
                named(
                    job,
                    &source,
                    node.child_by_field_name("name"),
                    node.child_by_field_name("value"),
                );
            }
            "pair" => {
                named(
                    job,
                    &source,
                    node.child_by_field_name("key"),
                    node.child_by_field_name("value"),
                );
            }
            "assignment" => {
                let left = node.child_by_field_name("left");
                let key = left.and_then(|it| it.child_by_field_name("subscript"));
                named(job, &source, key, node.child_by_field_name("right"));
            }
            _ => {}
        }
    }
    floors(job, &source);
    for node in source.nodes() {
        looped(job, &source, node);
    }
    python::refuse_faults(job, &source);
    Ok(())
}

/// Classifiers, and requirements with markers.
fn list(job: &mut Job<'_, '_>, source: &Source<'_>, node: Node<'_>) {
    let Some(items) = python::items(node) else { return };
    let mut gone = vec![false; items.len()];
    for (item, gone) in items.iter().zip(&mut gone) {
        let Some(range) = python::plain(source, *item) else { continue };
        let text = &job.draft.text()[range.clone()];
        if classifiers::is_dead(text, job.going) {
            *gone = true;
            continue;
        }
        match markers::judge(text, job.going) {
            Marker::Same => {}
            Marker::Never => *gone = true,
            Marker::Always(part) => {
                let what = format!("{text}: every Python that stays needs it");
                job.draft.put(range.start + part.start..range.start + part.end, "", what);
            }
            Marker::Left => markers::left(job, range.start),
        }
    }
    let what = |item: &str| {
        if item.contains("::") { classifiers::note(item) } else { markers::note(item) }
    };
    python::take_out(job, node, &items, &gone, what);
}

/// Classifiers that are put together, and the versions that they are put together of.
fn looped(job: &mut Job<'_, '_>, source: &Source<'_>, node: Node<'_>) {
    const PYTHON: &str = "Programming Language :: Python ::";
    if let Some(items) = python::items(node) {
        let text = |item: &Node<'_>| python::plain(source, *item).map(|it| &job.draft.text()[it]);
        let words: Option<Vec<&str>> = items.iter().map(text).collect();
        leave_versions(job, node, words.as_deref().unwrap_or_default());
    } else if node.kind() == "string" {
        let raw = source.text_of(node);
        let inner = raw.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let inner = inner.trim_matches(['"', '\'']);
        let classifier = inner.trim();
        let computed = classifier.contains(['%', '{']) || classifier.ends_with("::");
        if classifier.starts_with(PYTHON) && !classifier.contains('\n') && computed {
            let why = format!("classifiers are computed: {}", one_line(raw));
            job.draft.leave(node.start_byte(), why);
        } else if inner.contains(char::is_whitespace) {
            let words: Vec<&str> = inner.split_whitespace().collect();
            leave_versions(job, node, &words);
        }
    }
}

/// Leaves words all of which are versions of Python, where one of them goes.
fn leave_versions(job: &mut Job<'_, '_>, node: Node<'_>, words: &[&str]) {
    let all = words.iter().all(|word| *word == "3" || naming::named(word).is_some());
    let dead: Vec<&str> = words.iter().copied().filter(|word| job.is_dead(word)).collect();
    if all && !dead.is_empty() {
        job.draft.leave(node.start_byte(), format!("a list of versions names {}", dead.join(", ")));
    }
}

/// Classifiers, one a line.
fn text(job: &mut Job<'_, '_>, source: &Source<'_>, node: Node<'_>) {
    let Some(range) = python::content(source, node) else { return };
    let text = &job.draft.text()[range.clone()];
    if !text.contains('\n') {
        return;
    }
    let mut start = range.start;
    for line in text.split_inclusive('\n') {
        let at = start..start + line.len();
        start = at.end;
        if classifiers::is_dead(line.trim_end_matches(['\n', '\r', '\\']).trim(), job.going) {
            let what = classifiers::note(line.trim());
            // The quotes stay where they stand on the same line.
            let first = at.start == range.start;
            let range = if let (true, false) = (line.ends_with('\n'), first) {
                at
            } else {
                let code = line.trim();
                let begin = at.start + line.len() - line.trim_start().len();
                begin..begin + code.len()
            };
            job.draft.put(range, "", what);
        }
    }
}

/// `python_requires`, wherever it has a name and a value.
fn named(
    job: &mut Job<'_, '_>,
    source: &Source<'_>,
    name: Option<Node<'_>>,
    value: Option<Node<'_>>,
) {
    let (Some(name), Some(value)) = (name, value) else { return };
    let name = source.text_of(name).trim_matches(['"', '\'']);
    if name == "python_requires" {
        requires(job, source, value, true);
    } else if name.starts_with(':')
        && markers::judge(&format!("x;{}", &name[1..]), job.going) != Marker::Same
    {
        markers::left(job, value.start_byte());
    }
}

fn requires(job: &mut Job<'_, '_>, source: &Source<'_>, value: Node<'_>, follow: bool) {
    match value.kind() {
        "string" => match python::plain(source, value) {
            Some(range) => job.requires("python_requires", range),
            None => job.draft.leave(value.start_byte(), "python_requires is no plain string"),
        },
        "concatenated_string" => {
            let mut cursor = value.walk();
            let parts: Option<Vec<_>> =
                value.named_children(&mut cursor).map(|it| python::plain(source, it)).collect();
            let text = job.draft.text();
            let joined =
                parts.map(|parts| parts.iter().map(|it| &text[it.clone()]).collect::<String>());
            let raised = joined.as_deref().map(|it| (it, raise(it, job.floor())));
            match raised {
                Some((_, Raise::Same)) => {}
                Some((old, Raise::To(new))) => {
                    let quote = if source.text_of(value).starts_with('"') { '"' } else { '\'' };
                    let what = format!("python_requires: {old} becomes {new}");
                    job.draft.put(value.byte_range(), format!("{quote}{new}{quote}"), what);
                }
                _ => job.draft.leave(value.start_byte(), "python_requires is no plain string"),
            }
        }
        "parenthesized_expression" => {
            if let Some(inner) = value.named_child(0) {
                requires(job, source, inner, follow);
            }
        }
        "identifier" if follow => match python::assigned(source, source.text_of(value)) {
            Some(assigned) => requires(job, source, assigned, false),
            None => computed(job, source, value),
        },
        _ => computed(job, source, value),
    }
}

fn computed(job: &mut Job<'_, '_>, source: &Source<'_>, value: Node<'_>) {
    let text = one_line(source.text_of(value));
    job.draft.leave(value.start_byte(), format!("python_requires is computed: {text}"));
}

/// Floors of the limited API, but not those in comments.
fn floors(job: &mut Job<'_, '_>, source: &Source<'_>) {
    for found in abi3::floors(job.draft.text(), job.going) {
        let node = source.root().descendant_for_byte_range(found.0.start, found.0.end);
        if node.is_some_and(|node| node.kind() != "comment") {
            abi3::put(job, 0, found);
        }
    }
}
