//! What the names of a module stand for, as far as versions go.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::{
    compile,
    value::{Compare, Expr, Fact, Form, Value},
};
use crate::syntax::python::Source;

/// What other modules of the project say of Python's version: conditions by module and name.
/// Ex) `_compat`, `PY3`. `None` where two modules of one name differ.
#[derive(Debug, Default)]
pub(in super::super) struct Exports(HashMap<(String, String), Option<Expr>>);

/// The names of one module.
pub(super) struct Names<'a> {
    /// Names that imports bind, and what to. Ex) `vi` is `sys.version_info`
    paths: HashMap<&'a str, String>,
    /// Names at the top level that stand for versions and conditions
    values: HashMap<&'a str, Expr>,
    /// Names that something else binds, in a function perhaps: nothing is known of them
    hidden: HashSet<&'a str>,
    exports: &'a Exports,
}

impl Exports {
    pub(super) fn add(&mut self, path: &str, names: &Names<'_>) {
        for (name, value) in names.values.iter().filter(|(_, value)| value.is_condition()) {
            let place = self.0.entry((module_of(path).to_owned(), (*name).to_owned()));
            let value = Some(value.clone());
            place
                .and_modify(|it| *it = it.take().filter(|it| same(it, value.as_ref())))
                .or_insert(value);
        }
    }

    /// The names that stand for a condition in some module.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|(_, name)| name.as_str())
    }

    fn get(&self, path: &str) -> Option<&Expr> {
        let (module, name) = path.rsplit_once('.')?;
        let module = module.rsplit('.').next().filter(|it| !it.is_empty())?;
        self.0.get(&(module.to_owned(), name.to_owned()))?.as_ref()
    }
}

/// Whether two modules say the same, wherever it stands in them.
fn same(one: &Expr, other: Option<&Expr>) -> bool {
    other.is_some_and(|other| one.form == other.form)
}

/// A module's own name. Ex) `compat` of `demo/compat.py` and of `demo/compat/__init__.py`
fn module_of(path: &str) -> &str {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.strip_suffix("/__init__").unwrap_or(stem).rsplit('/').next().unwrap_or_default()
}

impl<'a> Names<'a> {
    /// Reads what a module imports and assigns.
    pub(super) fn of(source: &Source<'a>, exports: &'a Exports) -> Self {
        let mut names =
            Self { paths: HashMap::new(), values: HashMap::new(), hidden: HashSet::new(), exports };
        let mut assigned: HashMap<&str, usize> = HashMap::new();
        for node in source.nodes() {
            match node.kind() {
                "import_statement" => names.import(source, node, ""),
                "import_from_statement" => {
                    let module = node.child_by_field_name("module_name");
                    let module = module.map(|it| source.text_of(it)).unwrap_or_default();
                    let dot = if module.ends_with('.') { "" } else { "." };
                    names.import(source, node, &format!("{module}{dot}"));
                }
                "assignment" => {
                    let left = node.child_by_field_name("left");
                    for name in left.iter().flat_map(|&left| bound_in(source, left)) {
                        *assigned.entry(name).or_default() += 1;
                    }
                }
                kind => names
                    .hidden
                    .extend(binders(kind, node).into_iter().flat_map(|it| bound_in(source, it))),
            }
        }
        names
            .hidden
            .extend(assigned.iter().filter(|(_, count)| **count > 1).map(|(name, _)| *name));
        names.hidden.extend(names.paths.keys().filter(|name| assigned.contains_key(*name)));
        let mut cursor = source.root().walk();
        let mut top = HashSet::new();
        for statement in source.root().named_children(&mut cursor) {
            let assignment = statement.named_child(0).filter(|it| it.kind() == "assignment");
            if let Some((name, value)) = assignment.and_then(|it| plain(source, it)) {
                top.insert(name);
                if !names.hidden.contains(name) {
                    let value = compile::expression(source, &names, value);
                    let value = if value.size() > LARGEST { unknown() } else { value };
                    names.values.insert(name, value);
                }
            }
        }
        names.hidden.extend(assigned.keys().filter(|name| !top.contains(*name)));
        names.values.retain(|_, value| value.is_known() && !matches!(value.form, Form::Const(_)));
        names
    }

    fn import(&mut self, source: &Source<'a>, node: Node<'_>, prefix: &str) {
        let mut cursor = node.walk();
        for imported in node.children_by_field_name("name", &mut cursor) {
            let (path, name) = if imported.kind() == "aliased_import" {
                let text = |field| imported.child_by_field_name(field).map(|it| source.text_of(it));
                let (Some(path), Some(alias)) = (text("name"), text("alias")) else { continue };
                (path, alias)
            } else {
                let path = source.text_of(imported);
                // `import a.b` binds `a`.
                let first = path.split('.').next().unwrap_or_default();
                (if prefix.is_empty() { first } else { path }, first)
            };
            let path = format!("{prefix}{path}");
            if self.paths.insert(name, path.clone()).is_some_and(|before| before != path) {
                self.hidden.insert(name);
            }
        }
    }

    /// What an identifier is bound to by an import, or its own name where nothing binds it.
    pub(super) fn path(&self, name: &'a str) -> Option<String> {
        let bound = self.values.contains_key(name) || self.hidden.contains(name);
        (!bound).then(|| self.paths.get(name).cloned().unwrap_or_else(|| name.to_owned()))
    }

    /// The expression that a name or a dotted path stands for.
    pub(super) fn value(&self, name: &str) -> Option<&Expr> {
        self.values.get(name)
    }

    /// What is known of a dotted path.
    pub(super) fn known(&self, path: &str) -> Option<Form> {
        let fact = |fact| Some(Form::Fact(fact));
        match path {
            "sys.version_info" => fact(Fact::Info),
            "sys.hexversion" => fact(Fact::Hex),
            "sys.version" => fact(Fact::Version),
            "six.PY2" => Some(major_is(2)),
            "six.PY3" => Some(major_is(3)),
            _ => match path.rsplit('.').next().unwrap_or_default() {
                "PY_MAJOR_VERSION" => fact(Fact::Part(0)),
                "PY_MINOR_VERSION" => fact(Fact::Part(1)),
                "PY_MICRO_VERSION" => fact(Fact::Part(2)),
                "PY_VERSION_HEX" => fact(Fact::Hex),
                _ => self.exports.get(path).map(|it| Form::Name(Box::new(it.clone()))),
            },
        }
    }
}

/// Names of names of names double what they stand for.
const LARGEST: usize = 100;

fn unknown() -> Expr {
    Expr { form: Form::Unknown, range: 0..0 }
}

/// The condition that a constant of six stands for.
fn major_is(major: i64) -> Form {
    let expr = |form| Expr { form, range: 0..0 };
    let number = expr(Form::Const(Value::Int(major)));
    let part = Box::new(expr(Form::Fact(Fact::Part(0))));
    Form::Name(Box::new(expr(Form::Compare(part, vec![(Compare::Equal, number)]))))
}

/// Name and value of an assignment to one name.
fn plain<'a, 't>(source: &Source<'a>, assignment: Node<'t>) -> Option<(&'a str, Node<'t>)> {
    let left = assignment.child_by_field_name("left").filter(|it| it.kind() == "identifier")?;
    Some((source.text_of(left), assignment.child_by_field_name("right")?))
}

/// The parts of a node that bind names, assignments and imports aside.
fn binders<'t>(kind: &str, node: Node<'t>) -> Vec<Node<'t>> {
    let field = |name| node.child_by_field_name(name).into_iter().collect();
    match kind {
        "parameters" | "lambda_parameters" | "delete_statement" => {
            node.named_children(&mut node.walk()).collect()
        }
        "augmented_assignment" | "for_statement" | "for_in_clause" => field("left"),
        "named_expression" | "function_definition" | "class_definition" => field("name"),
        "as_pattern" => field("alias"),
        _ => Vec::new(),
    }
}

/// The names that a target or a parameter binds.
fn bound_in<'a>(source: &Source<'a>, target: Node<'_>) -> Vec<&'a str> {
    /// Deeper targets do not occur.
    const DEEPEST: usize = 16;
    let mut names = Vec::new();
    let mut left = vec![(target, 0)];
    while let Some((node, depth)) = left.pop() {
        match node.kind() {
            "identifier" => names.push(source.text_of(node)),
            // What is assigned to is a part of another object.
            "attribute" | "subscript" => {}
            "default_parameter" | "typed_default_parameter" => {
                left.extend(node.child_by_field_name("name").map(|it| (it, depth + 1)));
            }
            "typed_parameter" => left.extend(node.named_child(0).map(|it| (it, depth + 1))),
            _ if depth < DEEPEST => {
                left.extend(node.named_children(&mut node.walk()).map(|it| (it, depth + 1)));
            }
            _ => {}
        }
    }
    names
}
