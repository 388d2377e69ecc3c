//! Strings, lists and assignments of a Python file that is not run.

use std::ops::Range;

use tree_sitter::Node;

use super::{Draft, EditError, Job, list};
use crate::syntax::python::Source;

/// The file as a tree.
pub(super) fn read<'t>(draft: &Draft<'t>) -> Result<Source<'t>, EditError> {
    Source::parse(draft.text())
        .map_err(|error| draft.error(0, error.to_string(), "is it the right file?"))
}

/// The edited text has no fault that was not there before.
pub(super) fn check(path: &str, before: &str, after: &str) -> Result<(), EditError> {
    let faulty = |text: &str| Source::parse(text).is_ok_and(|it| it.root().has_error());
    if faulty(after) && !faulty(before) {
        return Err(EditError {
            path: path.to_owned(),
            line: None,
            why: "the edits would break its syntax".to_owned(),
            hint: "edit this file by hand",
        });
    }
    Ok(())
}

/// A file with faults is not edited: its lines that would change are left.
pub(super) fn refuse_faults(job: &mut Job<'_, '_>, source: &Source<'_>) {
    if source.root().has_error() && job.draft.is_changed() {
        job.draft.forget("is not edited, as this file does not parse");
        leave_fault(job, source);
    }
}

/// Leaves the first fault of a file.
pub(super) fn leave_fault(job: &mut Job<'_, '_>, source: &Source<'_>) {
    if let Some(fault) = source.nodes().find(|node| node.is_error() || node.is_missing()) {
        job.draft.leave(fault.start_byte(), "this does not parse");
    }
}

/// The content of a string that is written as it is meant: no escapes, no values put in.
pub(super) fn plain(source: &Source<'_>, node: Node<'_>) -> Option<Range<usize>> {
    let range = content(source, node)?;
    let inner = source.text_of(node);
    (!inner.contains('\\') && !inner.contains('\n')).then_some(range)
}

/// The content of a string of any kind but bytes and those with values put in.
pub(super) fn content(source: &Source<'_>, node: Node<'_>) -> Option<Range<usize>> {
    if node.kind() != "string" {
        return None;
    }
    let (start, end) = (node.child(0)?, node.child(node.child_count().checked_sub(1)?)?);
    let prefix = source.text_of(start).trim_end_matches(['"', '\'']).to_ascii_lowercase();
    let known = start.kind() == "string_start" && end.kind() == "string_end";
    (known && matches!(prefix.as_str(), "" | "r" | "u")).then(|| start.end_byte()..end.start_byte())
}

/// The items of a list, tuple or set that stands in the file.
pub(super) fn items(node: Node<'_>) -> Option<Vec<Node<'_>>> {
    if !matches!(node.kind(), "list" | "tuple" | "set") {
        return None;
    }
    let mut cursor = node.walk();
    Some(node.named_children(&mut cursor).filter(|it| it.kind() != "comment").collect())
}

/// Takes items out of a list. A tuple of which one item stays keeps a comma, or it would be none.
pub(super) fn take_out(
    job: &mut Job<'_, '_>,
    list: Node<'_>,
    items: &[Node<'_>],
    gone: &[bool],
    what: impl Fn(&str) -> String,
) {
    let ranges: Vec<_> = items.iter().map(Node::byte_range).collect();
    let mut kept = ranges.iter().zip(gone).filter(|(_, gone)| !**gone).map(|(range, _)| range);
    if list.kind() == "tuple"
        && gone.contains(&true)
        && let (Some(only), None) = (kept.next(), kept.next())
    {
        let text = job.draft.text();
        let deleted = list::without(text, &list.byte_range(), &ranges, gone);
        let mut comment = false;
        let comma = text[only.end..list.end_byte()].char_indices().any(|(at, c)| {
            comment = (comment || c == '#') && c != '\n';
            let at = only.end + at;
            c == ',' && !comment && !deleted.iter().any(|range| range.contains(&at))
        });
        if !comma {
            job.draft.also(only.end..only.end, ",");
        }
    }
    job.take_out(&list.byte_range(), &ranges, gone, what);
}

/// What is assigned to a name at the top of the file.
pub(super) fn assigned<'n>(source: &'n Source<'_>, name: &str) -> Option<Node<'n>> {
    let root = source.root();
    let mut cursor = root.walk();
    let mut found = root.named_children(&mut cursor).filter_map(|statement| {
        let assignment = statement.named_child(0).filter(|it| it.kind() == "assignment")?;
        let left = assignment.child_by_field_name("left")?;
        (source.text_of(left) == name).then(|| assignment.child_by_field_name("right"))?
    });
    // Of two assignments neither is sure to count.
    let only = found.next()?;
    found.next().is_none().then_some(only)
}
