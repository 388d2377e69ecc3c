//! Conditions with one answer for all Pythons that stay: each is named once, as a whole.

use std::collections::HashSet;

use tree_sitter::Node;

use super::{
    super::{
        Kind,
        sheet::{Sheet, shortened},
        world::{Verdict, World},
    },
    compile, mend,
    names::Names,
    value::Expr,
};
use crate::syntax::python::Source;

/// Notes the conditions of a file.
pub(super) fn leftovers<'a>(
    sheet: &mut Sheet<'_>,
    source: &Source<'a>,
    names: &Names<'a>,
    world: &World,
) {
    at(sheet, source, names, world, 0);
}

/// The same for a source that begins at a byte of the file.
pub(super) fn at<'a>(
    sheet: &mut Sheet<'_>,
    source: &Source<'a>,
    names: &Names<'a>,
    world: &World,
    start: usize,
) {
    let mut seen = HashSet::new();
    // What is before this byte needs no other look.
    let mut done = 0;
    for node in source.nodes() {
        let range = node.byte_range();
        match node.kind() {
            "import_statement" | "import_from_statement" | "global_statement" => {
                done = done.max(range.end);
            }
            "keyword_argument" => not_here(node, "name", &mut seen),
            "attribute" => not_here(node, "attribute", &mut seen),
            "assignment" => not_here(node, "left", &mut seen),
            _ => {}
        }
        let may = matches!(
            node.kind(),
            "comparison_operator"
                | "boolean_operator"
                | "not_operator"
                | "identifier"
                | "attribute"
                | "call"
        );
        if !may || range.start < done || seen.contains(&(range.start, range.end)) {
            continue;
        }
        let expr = compile::expression(source, names, node);
        if !expr.is_of_version() {
            continue;
        }
        for (part, verdict) in decided(&expr, world, &mut seen) {
            done = done.max(part.range.end);
            let Some(node) =
                source.root().named_descendant_for_byte_range(part.range.start, part.range.end)
            else {
                continue;
            };
            if let Some(mend) = mend::of(node, source, sheet.path(), verdict, world) {
                let why = why(source.text_of(node), verdict.answer, world);
                sheet.add(start + part.range.start, Kind::Version, why, mend);
            }
        }
    }
}

fn not_here(node: Node<'_>, field: &str, seen: &mut HashSet<(usize, usize)>) {
    seen.extend(node.child_by_field_name(field).map(|it| (it.start_byte(), it.end_byte())));
}

/// Ex) `` `PY2` is always false from 3.6 on ``
fn why(text: &str, answer: bool, world: &World) -> String {
    format!("`{}` is always {answer} from {} on", shortened(text), world.floor())
}

/// The largest parts of an expression that are decided, in their order.
fn decided<'e>(
    expr: &'e Expr,
    world: &World,
    seen: &mut HashSet<(usize, usize)>,
) -> Vec<(&'e Expr, Verdict)> {
    let mut found = Vec::new();
    let mut left = vec![expr];
    while let Some(part) = left.pop() {
        if part.is_known() {
            seen.insert((part.range.start, part.range.end));
        }
        let mut numbers = Vec::new();
        part.numbers(&mut numbers);
        let verdict = part.is_condition().then(|| world.judge(&numbers, |it| part.is_true(it)));
        match verdict.flatten() {
            Some(verdict) => found.push((part, verdict)),
            None => left.extend(part.inner().into_iter().rev()),
        }
    }
    found
}
