//! Forms that only Python 2 needs. A file may have hundreds: they are counted, and the first of each
//! kind is named. pyupgrade knows how to change them all.

use tree_sitter::Node;

use super::super::{Kind, sheet::Sheet};
use crate::syntax::python::Source;

/// Whether a node is of a form.
type Is = fn(&Source<'_>, Node<'_>) -> bool;

/// What is counted, and why it is left over.
const FORMS: [(Is, &str); 3] = [
    (inherits_object, "without a base a class inherits from `object`"),
    (super_with_arguments, "`super()` finds its arguments itself"),
    (unicode_prefix, "all strings are Unicode"),
];

/// Notes what only Python 2 needs.
pub(super) fn leftovers(sheet: &mut Sheet<'_>, source: &Source<'_>) {
    coding(sheet);
    let mut counts = [(0_usize, 0_usize); FORMS.len()];
    for node in source.nodes() {
        for (count, (is, _)) in counts.iter_mut().zip(FORMS) {
            if is(source, node) {
                if count.0 == 0 {
                    count.1 = node.start_byte();
                }
                count.0 += 1;
            }
        }
    }
    for ((count, first), (_, rule)) in counts.into_iter().zip(FORMS) {
        let why = match count {
            0 => continue,
            1 => format!("{rule} in Python 3"),
            _ => format!("{rule} in Python 3: {count} places in this file, this is the first"),
        };
        sheet.add(first, Kind::Python2, why, "let `pyupgrade --py3-plus` change it");
    }
}

/// The coding line: UTF-8 is what Python 3 takes without one.
///
/// Rule: [PEP 263](https://peps.python.org/pep-0263/), the first two lines;
/// [PEP 3120](https://peps.python.org/pep-3120/)
fn coding(sheet: &mut Sheet<'_>) {
    for (at, line) in sheet.lines().take(2) {
        let Some((_, rest)) =
            line.trim_start().strip_prefix('#').and_then(|line| line.split_once("coding"))
        else {
            continue;
        };
        let Some(name) = rest.strip_prefix([':', '=']) else { continue };
        let end = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        let name = name.trim_start().split(end).next().unwrap_or_default();
        if matches!(name.to_ascii_lowercase().replace('_', "-").as_str(), "utf-8" | "utf8") {
            let why = "sources are UTF-8 in Python 3".to_owned();
            sheet.add_line(at, Kind::Python2, why, "delete the line");
        }
    }
}

fn inherits_object(source: &Source<'_>, node: Node<'_>) -> bool {
    let bases = node.child_by_field_name("superclasses");
    node.kind() == "class_definition" && bases.is_some_and(|it| source.text_of(it) == "(object)")
}

/// `super(A, self)`, and not `super(B, self)` in the methods of A, which is something else.
fn super_with_arguments(source: &Source<'_>, node: Node<'_>) -> bool {
    if node.kind() != "call" {
        return false;
    }
    let text = |field| node.child_by_field_name(field).map(|it| source.text_of(it));
    if text("function") != Some("super") {
        return false;
    }
    let arguments = text("arguments").unwrap_or_default();
    let inner = arguments.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let Some((class, this)) = inner.and_then(|it| it.split_once(',')) else { return false };
    let mut around = node.parent();
    while let Some(it) = around.filter(|it| it.kind() != "class_definition") {
        around = it.parent();
    }
    let name = around.and_then(|it| it.child_by_field_name("name"));
    matches!(this.trim(), "self" | "cls")
        && name.is_some_and(|it| source.text_of(it) == class.trim())
}

fn unicode_prefix(source: &Source<'_>, node: Node<'_>) -> bool {
    node.kind() == "string_start" && source.text_of(node).starts_with(['u', 'U'])
}
