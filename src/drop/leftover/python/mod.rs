//! Leftovers in Python sources, found in the syntax: never in strings or comments.

mod compile;
mod condition;
mod imports;
mod mend;
mod names;
mod two;
mod value;

use tree_sitter::Node;

pub(super) use names::Exports;
use names::Names;

use super::{Known, sheet::Sheet, world::World};
use crate::syntax::python::Source;

/// What a source must mention to say anything of versions.
const WORDS: [&str; 7] =
    ["version_info", "hexversion", "python_version", "sys.version", "six.PY", "PY2", "PY3"];

/// What a module says of Python's version to others.
pub(super) fn export(path: &str, text: &str, exports: &mut Exports) {
    if WORDS.iter().any(|word| text.contains(word))
        && let Ok(source) = Source::parse(text)
    {
        let none = Exports::default();
        exports.add(path, &Names::of(&source, &none));
    }
}

/// Notes what is left over in a Python source.
pub(super) fn leftovers(sheet: &mut Sheet<'_>, world: &World, known: &Known, exports: &Exports) {
    let text = sheet.text();
    let conditions =
        WORDS.iter().any(|word| text.contains(word)) || exports.names().any(|it| text.contains(it));
    let imports = imports::may_have(text, &known.backports);
    // Most files say nothing of versions, and to parse them takes longest.
    if !conditions && !imports && !world.leaves_two() {
        return;
    }
    let Ok(source) = Source::parse(text) else { return };
    if conditions {
        let names = Names::of(&source, exports);
        condition::leftovers(sheet, &source, &names, world);
    }
    if imports {
        imports::leftovers(sheet, &source, world, &known.backports);
    }
    if world.leaves_two() {
        two::leftovers(sheet, &source);
    }
}

/// Notes the conditions of an expression that stands at a byte of a file. Ex) one in Cython
pub(super) fn expression(sheet: &mut Sheet<'_>, world: &World, at: usize, text: &str) {
    let Ok(source) = Source::parse(text) else { return };
    let none = Exports::default();
    let names = Names::of(&source, &none);
    condition::at(sheet, &source, &names, world, at);
}

/// The nearest node around one that is no parenthesis.
fn around(node: Node<'_>) -> Option<Node<'_>> {
    let mut parent = node.parent()?;
    while parent.kind() == "parenthesized_expression" {
        parent = parent.parent()?;
    }
    Some(parent)
}
