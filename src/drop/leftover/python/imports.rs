//! Imports that nothing needs any more: `__future__`, backports, modules of Python 2.

use tree_sitter::Node;

use super::super::{Kind, sheet::Sheet, world::World};
use crate::{syntax::python::Source, tables::Backports};

/// Whether a text may import any of it.
pub(super) fn may_have(text: &str, table: &Backports) -> bool {
    let first = |module: &str| module.split('.').next().is_some_and(|it| text.contains(it));
    text.contains("__future__")
        || table.package.iter().filter_map(|row| row.module.as_deref()).any(first)
}

/// Notes the imports of a file, and each use of six.
pub(super) fn leftovers(
    sheet: &mut Sheet<'_>,
    source: &Source<'_>,
    world: &World,
    table: &Backports,
) {
    let text = sheet.text();
    if text.contains("__future__") {
        for node in source.nodes().filter(|it| it.kind() == "future_import_statement") {
            future(sheet, source, world, table, node);
        }
    }
    let mut six = Vec::new();
    for node in source.nodes() {
        for module in modules(source, node) {
            let Some(row) = table.module(&module.path).filter(|row| row.since <= world.floor())
            else {
                continue;
            };
            if row.module.as_deref() == Some("six") {
                six.push(module.bound);
            }
            let why =
                format!("{} does what {} is for, from {} on", row.instead, module.path, row.since);
            let mend = match fallback(node, source) {
                Some(Side::Try) => format!(
                    "keep what `except` imports, and delete the `try`; or import {}",
                    row.instead
                ),
                Some(Side::Except) => "keep what `try` imports, and delete the rest".to_owned(),
                None => format!("use {}", row.instead),
            };
            sheet.add(node.start_byte(), Kind::Backport, why, mend);
        }
        if node.kind() == "attribute"
            && let Some(object) = node.child_by_field_name("object")
            && object.kind() == "identifier"
            && six.contains(&Some(source.text_of(object)))
        {
            let why = format!("`{}` is for Python 2", source.text_of(node));
            let mend = "write what it stands for in Python 3";
            sheet.add(node.start_byte(), Kind::Backport, why, mend);
        }
    }
}

/// One imported module, and the name that it gets where it gets one.
struct Imported<'a> {
    path: String,
    bound: Option<&'a str>,
}

fn modules<'a>(source: &Source<'a>, node: Node<'_>) -> Vec<Imported<'a>> {
    let mut cursor = node.walk();
    match node.kind() {
        "import_statement" => {
            let names = node.children_by_field_name("name", &mut cursor);
            let imported = names.filter_map(|name| {
                let alias = name.child_by_field_name("alias").map(|it| source.text_of(it));
                let path = match alias {
                    Some(_) => name.child_by_field_name("name")?,
                    None => name,
                };
                let path = source.text_of(path);
                let bound = alias.or_else(|| path.split('.').next());
                Some(Imported { path: path.to_owned(), bound })
            });
            imported.collect()
        }
        "import_from_statement" => {
            let Some(module) = node.child_by_field_name("module_name") else { return Vec::new() };
            let module = source.text_of(module);
            // `from backports import zoneinfo` imports a module too.
            let mut paths = vec![module.to_owned()];
            let names = node.children_by_field_name("name", &mut cursor);
            paths.extend(names.map(|name| {
                let name = name.child_by_field_name("name").unwrap_or(name);
                format!("{module}.{}", source.text_of(name))
            }));
            let meant = if module == "backports" { &paths[1..] } else { &paths[..1] };
            meant.iter().map(|path| Imported { path: path.clone(), bound: None }).collect()
        }
        _ => Vec::new(),
    }
}

fn future(
    sheet: &mut Sheet<'_>,
    source: &Source<'_>,
    world: &World,
    table: &Backports,
    node: Node<'_>,
) {
    let mut cursor = node.walk();
    let names = node.children_by_field_name("name", &mut cursor);
    let names: Vec<&str> = names
        .map(|name| source.text_of(name.child_by_field_name("name").unwrap_or(name)))
        .collect();
    let row = |name: &&str| table.future(name).filter(|row| row.since <= world.floor());
    let needless: Vec<_> = names.iter().filter_map(row).collect();
    let Some(newest) = needless.iter().map(|row| row.since).max() else { return };
    let list = needless.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(", ");
    let why = format!("{newest} and newer do so without: {list}");
    let all = needless.len() == names.len();
    let mend = if all { "delete the line".to_owned() } else { format!("leave out {list}") };
    sheet.add(node.start_byte(), Kind::Future, why, mend);
}

/// On which side of `try: import … except ImportError: import …` an import stands.
enum Side {
    Try,
    Except,
}

fn fallback(import: Node<'_>, source: &Source<'_>) -> Option<Side> {
    let block = import.parent()?;
    let around = block.parent()?;
    let catches = |clause: Node<'_>| {
        let head = source.text_of(clause);
        let head = head.split(':').next().unwrap_or_default();
        clause.kind() == "except_clause"
            && (head.contains("ImportError") || head.contains("ModuleNotFoundError"))
    };
    match around.kind() {
        "except_clause" if catches(around) => Some(Side::Except),
        "try_statement" if around.named_children(&mut around.walk()).any(catches) => {
            Some(Side::Try)
        }
        _ => None,
    }
}
