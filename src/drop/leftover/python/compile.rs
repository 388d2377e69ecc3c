//! From syntax to conditions: what is no version, and compared with none, becomes unknown.

use tree_sitter::Node;

use super::{
    names::Names,
    value::{Compare, Expr, Fact, Form, Value},
};
use crate::syntax::python::Source;

/// Deeper expressions are unknown.
const DEEPEST: usize = 48;

/// An expression as far as versions go.
pub(super) fn expression<'a>(source: &Source<'a>, names: &Names<'a>, node: Node<'_>) -> Expr {
    Reader { source, names }.read(node, 0)
}

struct Reader<'r, 'a> {
    source: &'r Source<'a>,
    names: &'r Names<'a>,
}

impl Reader<'_, '_> {
    fn read(&self, node: Node<'_>, depth: usize) -> Expr {
        let form = if depth > DEEPEST { None } else { self.form(node, depth + 1) };
        Expr { form: form.unwrap_or(Form::Unknown), range: node.byte_range() }
    }

    fn form(&self, node: Node<'_>, depth: usize) -> Option<Form> {
        let read = |node| self.read(node, depth);
        let field = |name| node.child_by_field_name(name);
        Some(match node.kind() {
            "parenthesized_expression" => return self.form(node.named_child(0)?, depth + 1),
            "true" => Form::Const(Value::Bool(true)),
            "false" => Form::Const(Value::Bool(false)),
            "integer" => Form::Const(Value::Int(integer(self.source.text_of(node))?)),
            "unary_operator" if field("operator")?.kind() == "-" => {
                let number = integer(self.source.text_of(field("argument")?))?;
                Form::Const(Value::Int(number.checked_neg()?))
            }
            "string" => Form::Const(Value::Text(self.string(node)?)),
            "tuple" => Form::Tuple(self.children(node, depth)),
            "identifier" => self.name(node)?,
            "attribute" => self.attribute(node, depth)?,
            "subscript" => self.subscript(node, depth)?,
            "call" => self.call(node, depth)?,
            "not_operator" => Form::Not(Box::new(read(field("argument")?))),
            "boolean_operator" => {
                let both = vec![read(field("left")?), read(field("right")?)];
                match field("operator")?.kind() {
                    "and" => Form::And(both),
                    _ => Form::Or(both),
                }
            }
            "comparison_operator" => self.comparison(node, depth)?,
            _ => return None,
        })
    }

    fn children(&self, node: Node<'_>, depth: usize) -> Vec<Expr> {
        let mut cursor = node.walk();
        let children = node.named_children(&mut cursor).filter(|it| !it.is_extra());
        children.map(|it| self.read(it, depth)).collect()
    }

    fn name(&self, node: Node<'_>) -> Option<Form> {
        let name = self.source.text_of(node);
        match self.names.value(name) {
            Some(value) => Some(Form::Name(Box::new(value.clone()))),
            None => self.names.known(&self.names.path(name)?),
        }
    }

    /// The dotted path that names and attributes make, with imports followed.
    fn path(&self, node: Node<'_>, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        match node.kind() {
            "identifier" => self.names.path(self.source.text_of(node)),
            "attribute" => {
                let of = self.path(node.child_by_field_name("object")?, depth + 1)?;
                let name = self.source.text_of(node.child_by_field_name("attribute")?);
                Some(format!("{of}.{name}"))
            }
            _ => None,
        }
    }

    fn attribute(&self, node: Node<'_>, depth: usize) -> Option<Form> {
        let known = self.path(node, depth).and_then(|path| self.names.known(&path));
        if known.is_some() {
            return known;
        }
        let of = self.read(node.child_by_field_name("object")?, depth);
        let at = match self.source.text_of(node.child_by_field_name("attribute")?) {
            "major" => 0,
            "minor" => 1,
            "micro" => 2,
            "releaselevel" => 3,
            "serial" => 4,
            _ => return None,
        };
        is_info(&of).then(|| Form::Item(Box::new(of), at))
    }

    fn subscript(&self, node: Node<'_>, depth: usize) -> Option<Form> {
        let of = Box::new(self.read(node.child_by_field_name("value")?, depth));
        let mut cursor = node.walk();
        let mut all = node.children_by_field_name("subscript", &mut cursor);
        let at = all.next().filter(|_| all.next().is_none())?;
        if at.kind() != "slice" {
            return Some(Form::Item(of, self.number(at, depth)?));
        }
        let (mut bounds, mut colons) = ([None, None], 0);
        for part in at.children(&mut at.walk()) {
            match part.kind() {
                ":" => colons += 1,
                _ => *bounds.get_mut(colons)? = Some(self.number(part, depth)?),
            }
        }
        (colons == 1).then(|| Form::Slice(of, bounds[0], bounds[1]))
    }

    fn number(&self, node: Node<'_>, depth: usize) -> Option<i64> {
        match self.read(node, depth).form {
            Form::Const(Value::Int(number)) => Some(number),
            _ => None,
        }
    }

    fn call(&self, node: Node<'_>, depth: usize) -> Option<Form> {
        let function = node.child_by_field_name("function")?;
        let arguments = node.child_by_field_name("arguments")?;
        if arguments.kind() != "argument_list" {
            return None;
        }
        let mut arguments = self.children(arguments, depth).into_iter();
        let (first, more) = (arguments.next(), arguments.next());
        if more.is_some() {
            return None;
        }
        let path = self.path(function, depth);
        match (path.as_deref(), first) {
            (Some("platform.python_version"), None) => Some(Form::Fact(Fact::Platform)),
            (Some("platform.python_version_tuple"), None) => Some(Form::Fact(Fact::PlatformTuple)),
            (Some("int"), Some(of)) => Some(Form::Int(Box::new(of))),
            (Some("tuple"), Some(of)) if is_info(&of) => Some(of.form),
            (_, Some(start)) if function.kind() == "attribute" => {
                let name = self.source.text_of(function.child_by_field_name("attribute")?);
                let of = self.read(function.child_by_field_name("object")?, depth);
                (name == "startswith").then(|| Form::Starts(Box::new(of), Box::new(start)))
            }
            _ => None,
        }
    }

    fn comparison(&self, node: Node<'_>, depth: usize) -> Option<Form> {
        let (mut first, mut rest) = (None, Vec::new());
        let mut operator = None;
        for part in node.children(&mut node.walk()).filter(|it| !it.is_extra()) {
            if !part.is_named() {
                operator = Some(compare(part.kind())?);
                continue;
            }
            let listed = matches!(part.kind(), "list" | "set");
            let value = match operator {
                Some(Compare::In | Compare::NotIn) if listed => {
                    let form = Form::Tuple(self.children(part, depth));
                    Expr { form, range: part.byte_range() }
                }
                _ => self.read(part, depth),
            };
            match operator.take() {
                None => first = Some(value),
                Some(operator) => rest.push((operator, value)),
            }
        }
        Some(Form::Compare(Box::new(first?), rest)).filter(|_| operator.is_none())
    }

    /// The text of a plain string.
    fn string(&self, node: Node<'_>) -> Option<String> {
        let text = self.source.text_of(node).trim_start_matches(['u', 'U', 'r', 'R']);
        let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''))?;
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains(['\\', '"', '\''])).then(|| inner.to_owned())
    }
}

/// Whether it is `sys.version_info`, under whatever name.
fn is_info(expr: &Expr) -> bool {
    match &expr.form {
        Form::Fact(Fact::Info) => true,
        Form::Name(of) => is_info(of),
        _ => false,
    }
}

fn compare(operator: &str) -> Option<Compare> {
    Some(match operator {
        "<" => Compare::Less,
        "<=" => Compare::LessEqual,
        "==" => Compare::Equal,
        "!=" | "<>" => Compare::Unequal,
        ">" => Compare::Greater,
        ">=" => Compare::GreaterEqual,
        "in" => Compare::In,
        "not in" => Compare::NotIn,
        _ => return None,
    })
}

/// An integer of Python 2 or 3 in any base.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim_end_matches(['l', 'L']).replace('_', "").to_ascii_lowercase();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return i64::from_str_radix(digits, radix).ok();
        }
    }
    // `010` is 8 in Python 2 and a fault in Python 3.
    let octal = text.len() > 1 && text.starts_with('0');
    (!octal).then(|| text.parse().ok()).flatten()
}
