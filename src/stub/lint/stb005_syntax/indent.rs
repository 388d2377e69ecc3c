//! Lines that stand further in or out than Python lets them.

use tree_sitter::Node;

use crate::syntax::python::Source;

/// Clauses that stand below the beginning of their statement.
const CLAUSES: [&str; 5] =
    ["elif_clause", "else_clause", "except_clause", "except_group_clause", "finally_clause"];

/// The first line at which Python ends with `IndentationError`, which the grammar lets pass: a
/// block that is empty, or a statement that does not stand below the one before it.
pub(super) fn error(source: &Source<'_>) -> Option<usize> {
    let wrong = |node: Node<'_>| match node.kind() {
        "module" => misplaced(source, node, Some(0)),
        "block" => {
            if statements(node).is_empty() {
                return Some(source.line_of(node.parent().unwrap_or(node)));
            }
            misplaced(source, node, None)
        }
        kind if CLAUSES.contains(&kind) => {
            let (own, outer) = (column(source, node)?, column(source, node.parent()?)?);
            (own != outer).then(|| source.line_of(node))
        }
        _ => None,
    };
    source.nodes().filter_map(wrong).min()
}

/// The first statement of a block that stands elsewhere than the others.
fn misplaced(source: &Source<'_>, block: Node<'_>, wanted: Option<usize>) -> Option<usize> {
    let mut wanted = wanted;
    for statement in statements(block) {
        let Some(column) = column(source, statement) else { continue };
        if *wanted.get_or_insert(column) != column {
            return Some(source.line_of(statement));
        }
    }
    None
}

fn statements(block: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = block.walk();
    let is_one = |node: &Node<'_>| !matches!(node.kind(), "comment" | "line_continuation");
    block.named_children(&mut cursor).filter(is_one).collect()
}

/// How far in a node stands that begins its line; tabs go to the next multiple of 8.
///
/// Rule: [indentation](https://docs.python.org/3/reference/lexical_analysis.html#indentation)
fn column(source: &Source<'_>, node: Node<'_>) -> Option<usize> {
    let (root, at) = (source.root(), node.start_byte());
    let start = at.checked_sub(node.start_position().column)?;
    let Some(from) = start.checked_sub(root.start_byte()) else {
        return Some(node.start_position().column);
    };
    let text = source.text_of(root);
    let before = text.get(from..at - root.start_byte())?;
    let goes_on = text.get(..from)?.trim_end_matches(['\r', '\n']).ends_with('\\');
    if goes_on || !before.chars().all(|c| matches!(c, ' ' | '\t' | '\u{c}')) {
        return None;
    }
    Some(before.chars().fold(0, |column, c| match c {
        '\t' => (column / 8 + 1) * 8,
        ' ' => column + 1,
        // A form feed begins anew.
        _ => 0,
    }))
}
