//! What to do about a condition, by where it stands.

use tree_sitter::Node;

use super::{
    super::world::{Verdict, World},
    around,
};
use crate::syntax::python::Source;

/// What to do about a condition; `None` where it refuses the Pythons that go and is meant to stay.
pub(super) fn of(
    condition: Node<'_>,
    source: &Source<'_>,
    path: &str,
    verdict: Verdict,
    world: &World,
) -> Option<String> {
    let Verdict { answer, parts, known } = verdict;
    let place = "put its value in its place".to_owned();
    let Some(parent) = around(condition) else { return Some(place) };
    let is_condition = parent
        .child_by_field_name("condition")
        .is_some_and(|it| it.byte_range().contains(&condition.start_byte()));
    Some(match parent.kind() {
        "if_statement" | "elif_clause" if is_condition => {
            if !answer && known && refuses(parent, source) {
                if parts || speaks_to_some(source.text_of(condition), path) {
                    return None;
                }
                return Some(format!("refuse all below {}, or delete the branch", world.floor()));
            }
            match (parent.kind(), answer) {
                ("elif_clause", true) => "make it `else` and delete what follows",
                (_, true) => "keep the body, and delete the condition and what follows",
                (_, false) => "delete the branch",
            }
            .to_owned()
        }
        "conditional_expression" if answer => "keep the value before `if` alone".to_owned(),
        "conditional_expression" => "keep the value behind `else` alone".to_owned(),
        "while_statement" if !answer => "delete the loop".to_owned(),
        "assert_statement" if answer => "delete the assertion".to_owned(),
        "boolean_operator" => "leave this part out".to_owned(),
        "assignment" => "delete the name, and simplify where it is used".to_owned(),
        "argument_list" => marked(parent, source, answer).unwrap_or(place),
        _ => place,
    })
}

/// Whether a refusal of other Pythons than those that go is meant to stay where packages are built: it
/// tells the users of one Python what to take. Ex) `sys.version_info[:2] == (3, 6)` in setup.py
///
/// `sys.version_info < (3, 9)` is none of them: it states the floor, and lets in what goes.
fn speaks_to_some(condition: &str, path: &str) -> bool {
    match path.rsplit('/').next() {
        Some("_refuse.py") => true,
        Some("setup.py") => condition.contains("==") || condition.contains(" in "),
        _ => false,
    }
}

/// Whether the branch ends by refusing to go on.
fn refuses(branch: Node<'_>, source: &Source<'_>) -> bool {
    let Some(body) = branch.child_by_field_name("consequence") else { return false };
    let mut cursor = body.walk();
    let last = body.named_children(&mut cursor).filter(|it| !it.is_extra()).last();
    last.is_some_and(|statement| match statement.kind() {
        "raise_statement" => true,
        "expression_statement" => {
            let call = statement.named_child(0).filter(|it| it.kind() == "call");
            let function = call.and_then(|it| it.child_by_field_name("function"));
            let name = function.map(|it| source.text_of(it)).unwrap_or_default();
            matches!(name, "sys.exit" | "exit" | "quit" | "os._exit")
        }
        _ => false,
    })
}

/// For the first argument of pytest's and unittest's marks.
fn marked(arguments: Node<'_>, source: &Source<'_>, answer: bool) -> Option<String> {
    let function = arguments.parent()?.child_by_field_name("function")?;
    let name = source.text_of(function).rsplit('.').next()?;
    let skips = match name {
        "skipif" | "skipIf" => answer,
        "skipUnless" => !answer,
        _ => return None,
    };
    let mend = if skips {
        "delete the test: it never runs"
    } else {
        "delete the mark: the test always runs"
    };
    Some(mend.to_owned())
}
