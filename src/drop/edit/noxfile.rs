//! noxfile.py: the Pythons of sessions. It is never run.
//!
//! Source: [nox's configuration](https://nox.thea.codes/en/stable/config.html).

mod strings;

use std::collections::{BTreeMap, BTreeSet};

use tree_sitter::Node;

use super::{EditError, Job, job::bare, naming, python};
use crate::syntax::python::Source;

/// Edits the file: lists behind `python=` or its other name `py=`, lists that a name for Pythons
/// stands for or that `python=` names, and rows of `parametrize("python", ...)`.
pub(super) fn edit(job: &mut Job<'_, '_>) -> Result<(), EditError> {
    let source = python::read(job.draft)?;
    let mut names = BTreeSet::new();
    let mut pythons: Vec<Node<'_>> = Vec::new();
    let mut subscripts = BTreeMap::new();
    for node in source.nodes() {
        match node.kind() {
            "keyword_argument" if is_pythons(field(&source, node, "name")) => {
                pythons.extend(node.child_by_field_name("value"));
            }
            "call"
                if field(&source, node, "function")
                    .is_some_and(|it| it.ends_with("parametrize")) =>
            {
                rows(job, &source, node);
            }
            "subscript" => {
                let (name, at) = (field(&source, node, "value"), field(&source, node, "subscript"));
                // The last one stays.
                if let Some(name) = name.filter(|_| at != Some("-1")) {
                    subscripts.entry(name).or_insert(node);
                }
            }
            _ => {}
        }
    }
    for value in &pythons {
        let inner = if value.kind() == "identifier" { vec![*value] } else { identifiers(*value) };
        names.extend(inner.into_iter().map(|it| source.text_of(it)));
    }
    for node in source.nodes().filter(|node| node.kind() == "assignment") {
        let name = field(&source, node, "left").unwrap_or_default();
        let Some(value) = node.child_by_field_name("right") else { continue };
        if !names.contains(name) && !is_for_pythons(name) {
            continue;
        }
        if subscripts.contains_key(name) {
            if strings::names(job, &source, value) {
                let why = format!("{name} names Pythons that go, and is used by subscript");
                job.draft.leave(value.start_byte(), why);
            }
        } else {
            pythons.push(value);
        }
    }
    let mut done = BTreeSet::new();
    for value in pythons {
        if done.insert(value.start_byte()) {
            values(job, &source, value);
        }
    }
    strings::leave(job, &source);
    python::refuse_faults(job, &source);
    // What stands behind the fault may be about Pythons too.
    python::leave_fault(job, &source);
    Ok(())
}

fn field<'t>(source: &Source<'t>, node: Node<'_>, name: &str) -> Option<&'t str> {
    Some(source.text_of(node.child_by_field_name(name)?))
}

/// Whether an argument of a session holds its Pythons: `python`, also written `py`.
fn is_pythons(name: Option<&str>) -> bool {
    matches!(name, Some("python" | "py"))
}

/// Whether a name says that it holds Pythons and nothing else.
/// Ex) `PYTHONS`, `PY_VERSIONS`; not `NUMPY`, nor `PY_NUMPY`
fn is_for_pythons(name: &str) -> bool {
    let lower = name.trim_start_matches('_').to_lowercase();
    let what = ["_versions", "_version"].iter().find_map(|it| lower.strip_suffix(it));
    matches!(what.unwrap_or(&lower), "py" | "pys" | "python" | "pythons")
}

/// The names within an expression. Ex) `[*OLD, "3.14"]`, `OLD + NEW`
fn identifiers(node: Node<'_>) -> Vec<Node<'_>> {
    const DEEPEST: usize = 4;
    let mut found = Vec::new();
    let mut level = vec![node];
    for _ in 0..DEEPEST {
        let mut next = Vec::new();
        for node in level {
            let mut cursor = node.walk();
            next.extend(node.named_children(&mut cursor));
        }
        found.extend(next.iter().filter(|it| it.kind() == "identifier"));
        level = next;
    }
    found
}

/// A list of Pythons, lists that are added to each other, or one Python.
fn values(job: &mut Job<'_, '_>, source: &Source<'_>, node: Node<'_>) {
    if let Some(items) = python::items(node) {
        list(job, source, node, &items);
    } else if node.kind() == "string" {
        if let Some(range) = python::plain(source, node)
            && job.is_dead(&job.draft.text()[range.clone()])
        {
            let text = &job.draft.text()[range.clone()];
            job.draft.leave(range.start, format!("names {text}"));
        }
    } else if matches!(
        node.kind(),
        "binary_operator" | "parenthesized_expression" | "call" | "argument_list"
    ) {
        let mut cursor = node.walk();
        for inner in node.named_children(&mut cursor).take(16) {
            if inner.kind() != "string"
                && inner.end_byte() - inner.start_byte() < node.end_byte() - node.start_byte()
            {
                nested(job, source, inner);
            }
        }
    }
}

/// A list within an expression, one level deep and no more.
fn nested(job: &mut Job<'_, '_>, source: &Source<'_>, node: Node<'_>) {
    if let Some(items) = python::items(node) {
        list(job, source, node, &items);
    } else if node.kind() == "argument_list" {
        let mut cursor = node.walk();
        for inner in node.named_children(&mut cursor) {
            if let Some(items) = python::items(inner) {
                list(job, source, inner, &items);
            }
        }
    }
}

fn list(job: &mut Job<'_, '_>, source: &Source<'_>, node: Node<'_>, items: &[Node<'_>]) {
    let text = |item: &Node<'_>| python::plain(source, *item).map(|it| &job.draft.text()[it]);
    let gone: Vec<bool> =
        items.iter().map(|item| text(item).is_some_and(|it| job.is_dead(it))).collect();
    let foreign = items.iter().filter_map(text).find(|it| !is_plausible(it));
    match foreign {
        Some(foreign) if gone.contains(&true) => {
            let why = format!("part of this list goes, if {foreign} is a Python");
            job.draft.leave(node.start_byte(), why);
        }
        _ => out(job, node, items, &gone),
    }
}

/// Whether a word of a list may be for a Python: one with its version, or an interpreter without.
fn is_plausible(word: &str) -> bool {
    const PLAIN: [&str; 6] = ["3", "py3", "python", "python3", "pypy", "pypy3"];
    naming::named(word).is_some() || PLAIN.contains(&word)
}

fn out(job: &mut Job<'_, '_>, node: Node<'_>, items: &[Node<'_>], gone: &[bool]) {
    if gone.iter().any(|gone| *gone) && gone.iter().all(|gone| *gone) {
        let part = node.parent().is_some_and(|it| it.kind() == "binary_operator");
        let what = if part { "this part of the sum" } else { "this list" };
        job.draft.leave(node.start_byte(), format!("every Python of {what} goes"));
    } else {
        python::take_out(job, node, items, gone, |item| format!("{} goes", bare(item)));
    }
}

/// `parametrize("python,django", [("3.9", "4.2"), ...])`.
fn rows(job: &mut Job<'_, '_>, source: &Source<'_>, call: Node<'_>) {
    let Some(arguments) = call.child_by_field_name("arguments") else { return };
    let mut cursor = arguments.walk();
    let mut arguments = arguments.named_children(&mut cursor).filter(|it| it.kind() != "comment");
    let (Some(names), Some(rows)) = (arguments.next(), arguments.next()) else { return };
    let names: Vec<String> = match python::items(names) {
        Some(items) => items.iter().map(|it| bare(source.text_of(*it)).to_owned()).collect(),
        None => bare(source.text_of(names)).split(',').map(|it| it.trim().to_owned()).collect(),
    };
    let Some(at) = names.iter().position(|name| name == "python") else { return };
    let Some(items) = python::items(rows) else { return };
    let gone: Vec<bool> = items
        .iter()
        .map(|row| {
            let python = match python::items(*row) {
                Some(cells) => cells.get(at).copied(),
                None => Some(*row),
            };
            let range = python.and_then(|it| python::plain(source, it));
            range.is_some_and(|range| job.is_dead(&job.draft.text()[range]))
        })
        .collect();
    out(job, rows, &items, &gone);
}
