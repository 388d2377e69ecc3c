//! noxfile.py: the Pythons of sessions. It is never run.
//!
//! Source: [nox's configuration](https://nox.thea.codes/en/stable/config.html).

use std::collections::BTreeSet;

use tree_sitter::Node;

use super::{EditError, Job, job::bare, python};
use crate::syntax::python::Source;

/// Edits the file: lists behind `python=`, lists that a name for Pythons stands for or that
/// `python=` names, and rows of `parametrize("python", ...)`.
pub(super) fn edit(job: &mut Job<'_, '_>) -> Result<(), EditError> {
    let source = python::read(job.draft)?;
    let mut names = BTreeSet::new();
    let mut pythons: Vec<Node<'_>> = Vec::new();
    for node in source.nodes() {
        match node.kind() {
            "keyword_argument" if field(&source, node, "name") == Some("python") => {
                pythons.extend(node.child_by_field_name("value"));
            }
            "call"
                if field(&source, node, "function")
                    .is_some_and(|it| it.ends_with("parametrize")) =>
            {
                rows(job, &source, node);
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
        if names.contains(name) || is_for_pythons(name) {
            pythons.extend(node.child_by_field_name("right"));
        }
    }
    let mut done = BTreeSet::new();
    for value in pythons {
        if done.insert(value.start_byte()) {
            values(job, &source, value);
        }
    }
    python::refuse_faults(job, &source);
    Ok(())
}

fn field<'t>(source: &Source<'t>, node: Node<'_>, name: &str) -> Option<&'t str> {
    Some(source.text_of(node.child_by_field_name(name)?))
}

/// Whether a name says that it holds Pythons. Ex) `PYTHONS`, `PY_VERSIONS`; not `NUMPY`
fn is_for_pythons(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut parts = lower.split('_');
    parts.any(|part| {
        matches!(part, "py" | "pys") || part.starts_with("python") || part.starts_with("pyver")
    })
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
    out(job, node, items, &gone);
}

fn out(job: &mut Job<'_, '_>, node: Node<'_>, items: &[Node<'_>], gone: &[bool]) {
    if gone.iter().any(|gone| *gone) && gone.iter().all(|gone| *gone) {
        job.draft.leave(node.start_byte(), "every Python of this list goes");
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
