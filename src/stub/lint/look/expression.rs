//! Expressions.

use tree_sitter::Node;

use super::{
    Follower, Stop, Value,
    operator::{binary, compare, item, slice},
    statement::children,
};

/// Items of a comprehension that are followed.
const ITEMS: usize = 200;

type Evaluated<'t> = Result<Value<'t>, Stop>;

impl<'t> Follower<'t> {
    /// What an expression is; what it does is noted.
    pub(super) fn eval(&mut self, node: Node<'t>) -> Evaluated<'t> {
        self.depth += 1;
        let value = self.step().and_then(|()| self.evaluate(node));
        self.depth -= 1;
        value
    }

    fn field(&mut self, node: Node<'t>, name: &str) -> Evaluated<'t> {
        node.child_by_field_name(name).map_or(Ok(Value::unknown()), |node| self.eval(node))
    }

    fn evaluate(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let text = self.source.text_of(node);
        Ok(match node.kind() {
            "identifier" => {
                let value = self.lookup(text);
                self.resolved(value)
            }
            "integer" => integer(text),
            "string" | "concatenated_string" => self.literal(node)?,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "none" => Value::None,
            "tuple" | "list" | "set" | "expression_list" | "pattern_list" => {
                let mut items = Vec::new();
                for child in children(node) {
                    if child.kind() == "list_splat" {
                        let inner = self.every(child)?;
                        match inner.items() {
                            Some(more) => items.extend(more),
                            None => return Ok(Value::Unknown(inner.doubt().or_other())),
                        }
                    } else {
                        items.push(self.eval(child)?);
                    }
                }
                Value::List(items)
            }
            "dictionary" => self.dictionary(node)?,
            "parenthesized_expression" | "await" | "yield" | "list_splat" => self.every(node)?,
            "attribute" => self.attribute(node)?,
            "subscript" => self.subscript(node)?,
            "call" => self.call(node)?,
            "assignment" => {
                let value = match node.child_by_field_name("right") {
                    Some(right) => self.eval(right)?,
                    None => return Ok(Value::None),
                };
                if let Some(left) = node.child_by_field_name("left") {
                    self.assign(left, &value);
                }
                value
            }
            "augmented_assignment" => self.augmented(node)?,
            "named_expression" => {
                let value = self.field(node, "value")?;
                if let Some(name) = node.child_by_field_name("name") {
                    self.assign(name, &value);
                }
                value
            }
            "binary_operator" => {
                let (left, right) = (self.field(node, "left")?, self.field(node, "right")?);
                let operator = node.child_by_field_name("operator");
                let operator = operator.map_or("", |operator| self.source.text_of(operator));
                if matches!(operator, "/" | "//" | "%")
                    && left.int().is_some()
                    && right == Value::Int(0)
                {
                    self.raised("ZeroDivisionError", &[], node);
                    return Err(Stop::Threw("ZeroDivisionError".to_owned()));
                }
                self.adds(
                    operator,
                    (&left, field_kind(node, "left")),
                    (&right, field_kind(node, "right")),
                    node,
                )?;
                binary(operator, &left, &right)
            }
            "unary_operator" => match (text.as_bytes().first(), self.field(node, "argument")?) {
                (Some(b'-'), Value::Int(number)) => {
                    number.checked_neg().map_or_else(Value::unknown, Value::Int)
                }
                (_, value) => Value::Unknown(value.doubt().or_other()),
            },
            "not_operator" => match self.field(node, "argument")?.truth() {
                Ok(truth) => Value::Bool(!truth),
                Err(doubt) => Value::Unknown(doubt),
            },
            "boolean_operator" => self.boolean(node)?,
            "comparison_operator" => self.comparison(node)?,
            "conditional_expression" => self.conditional(node)?,
            "generator_expression" | "list_comprehension" | "set_comprehension" => {
                self.comprehension(node)?
            }
            _ => Value::unknown(),
        })
    }

    /// `+` between a text and what is none: Python has no answer.
    fn adds(
        &mut self,
        operator: &str,
        left: (&Value<'t>, &str),
        right: (&Value<'t>, &str),
        node: Node<'t>,
    ) -> Result<(), Stop> {
        let no_text = |(value, kind): (&Value<'t>, &str)| match value {
            Value::Int(_) | Value::Bool(_) | Value::List(_) | Value::Dict(_) => true,
            // A variable of the environment may be set after all.
            Value::None => kind == "none",
            _ => false,
        };
        let is_text = |(value, _): (&Value<'t>, &str)| matches!(value, Value::Text(_));
        let odd = (is_text(left) && no_text(right)) || (no_text(left) && is_text(right));
        if operator == "+" && odd {
            self.raised("TypeError", &[], node);
            return Err(Stop::Threw("TypeError".to_owned()));
        }
        Ok(())
    }

    /// Evaluates what is inside; the answer is the last of it.
    fn every(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let mut value = Value::None;
        for child in children(node) {
            value = self.eval(child)?;
        }
        Ok(value)
    }

    /// The value behind a name.
    fn resolved(&self, value: Value<'t>) -> Value<'t> {
        match value {
            Value::Path(path) => self.known(&path).unwrap_or(Value::Path(path)),
            other => other,
        }
    }

    fn dictionary(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let mut pairs = Vec::new();
        for pair in children(node) {
            if pair.kind() != "pair" {
                return Ok(Value::unknown());
            }
            pairs.push((self.field(pair, "key")?, self.field(pair, "value")?));
        }
        Ok(Value::Dict(pairs))
    }

    fn attribute(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let Some(attribute) = node.child_by_field_name("attribute") else {
            return Ok(Value::unknown());
        };
        let name = self.source.text_of(attribute);
        let Some(object) = node.child_by_field_name("object") else { return Ok(Value::unknown()) };
        // `sys.version_info.major`: the name is asked for before its value is.
        if let Some(path) = self.dotted(object) {
            let path = format!("{path}.{name}");
            if let Some(known) = self.known(&path) {
                return Ok(known);
            }
            if matches!(self.resolved(Value::Path(path.clone())), Value::Path(_))
                && self.known(path.rsplit_once('.').map_or("", |(before, _)| before)).is_none()
            {
                return Ok(Value::Path(path));
            }
        }
        let object = self.eval(object)?;
        Ok(match object {
            Value::Path(path) => Value::Path(format!("{path}.{name}")),
            Value::List(items) if matches!(name, "major" | "minor" | "micro") => {
                let at = ["major", "minor", "micro"].iter().position(|it| *it == name);
                at.and_then(|at| items.get(at)).cloned().unwrap_or_else(Value::unknown)
            }
            Value::Unknown(doubt) => Value::Unknown(doubt),
            other => Value::Method(Box::new(other), name.to_owned()),
        })
    }

    /// The full name of what stands there, if it is one of a module.
    fn dotted(&self, node: Node<'t>) -> Option<String> {
        match node.kind() {
            "identifier" => match self.lookup(self.source.text_of(node)) {
                Value::Path(path) => Some(path),
                _ => None,
            },
            "attribute" => {
                let mut names = Vec::new();
                let mut node = node;
                while node.kind() == "attribute" {
                    names.push(self.source.text_of(node.child_by_field_name("attribute")?));
                    node = node.child_by_field_name("object")?;
                }
                if node.kind() != "identifier" {
                    return None;
                }
                names.push("");
                let Value::Path(start) = self.lookup(self.source.text_of(node)) else {
                    return None;
                };
                names.reverse();
                Some(format!("{start}{}", names.join(".")))
            }
            _ => None,
        }
    }

    fn subscript(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let value = self.field(node, "value")?;
        let Some(index) = node.child_by_field_name("subscript") else {
            return Ok(Value::unknown());
        };
        if index.kind() != "slice" {
            let index = self.eval(index)?;
            return Ok(item(&value, &index));
        }
        let mut bounds = [None, None, None];
        let mut place = 0;
        let mut cursor = index.walk();
        let parts: Vec<_> = index.children(&mut cursor).collect();
        for part in parts {
            if part.kind() == ":" {
                place += 1;
            } else if let Some(bound) = bounds.get_mut(place) {
                match self.eval(part)? {
                    Value::Int(number) => *bound = Some(number),
                    Value::None => {}
                    other => return Ok(Value::Unknown(other.doubt().or_other())),
                }
            }
        }
        Ok(slice(&value, bounds))
    }

    fn augmented(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let (left, right) = (self.field(node, "left")?, self.field(node, "right")?);
        let operator = node.child_by_field_name("operator");
        let operator = operator.map_or("", |operator| self.source.text_of(operator));
        let operator = operator.trim_end_matches('=');
        self.adds(
            operator,
            (&left, field_kind(node, "left")),
            (&right, field_kind(node, "right")),
            node,
        )?;
        let value = binary(operator, &left, &right);
        if let Some(place) = node.child_by_field_name("left") {
            self.assign(place, &value);
        }
        Ok(value)
    }

    fn boolean(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let or = node.child_by_field_name("operator").is_some_and(|it| it.kind() == "or");
        let left = self.field(node, "left")?;
        match left.truth() {
            Ok(truth) if truth == or => Ok(left),
            Ok(_) => self.field(node, "right"),
            Err(doubt) => {
                self.doubts.push(doubt);
                let right = self.field(node, "right");
                self.doubts.pop();
                // An end that hangs on the left side is no end for certain.
                let right = match right {
                    Err(Stop::Exit | Stop::Threw(_)) => return Ok(Value::Unknown(doubt)),
                    other => other?,
                };
                Ok(match right.truth() {
                    Ok(truth) if truth == or => Value::Bool(or),
                    Ok(_) => Value::Unknown(doubt),
                    Err(more) => Value::Unknown(doubt.and(more)),
                })
            }
        }
    }

    fn comparison(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let mut cursor = node.walk();
        let operators: Vec<_> = node
            .children_by_field_name("operators", &mut cursor)
            .map(|operator| operator.kind())
            .collect();
        let mut values = Vec::new();
        for child in
            children(node).into_iter().filter(|it| !matches!(it.kind(), "not in" | "is not"))
        {
            values.push(self.eval(child)?);
        }
        let mut doubt = None;
        for (operator, pair) in operators.iter().zip(values.windows(2)) {
            let [left, right] = pair else { continue };
            match compare(operator, left, right) {
                Ok(true) => {}
                Ok(false) => return Ok(Value::Bool(false)),
                Err(why) => doubt = Some(why),
            }
        }
        Ok(doubt.map_or(Value::Bool(true), Value::Unknown))
    }

    fn conditional(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let parts = children(node);
        let [then, condition, other] = parts.as_slice() else { return Ok(Value::unknown()) };
        match self.eval(*condition)?.truth() {
            Ok(true) => self.eval(*then),
            Ok(false) => self.eval(*other),
            Err(doubt) => {
                self.doubts.push(doubt);
                let values = [self.eval(*then), self.eval(*other)];
                self.doubts.pop();
                let ends = |it: &Evaluated<'t>| matches!(it, Err(Stop::Exit | Stop::Threw(_)));
                match values {
                    [Ok(then), Ok(other)] if then == other => Ok(then),
                    // Only one of them ends: this is no end for certain.
                    [Ok(_), Ok(_)] => Ok(Value::Unknown(doubt)),
                    [Ok(value), end] | [end, Ok(value)] if ends(&end) => Ok(value),
                    [Ok(_), stop] | [stop, _] => stop,
                }
            }
        }
    }

    /// A comprehension of one `for`; `any`, `all` and sets are asked with them.
    fn comprehension(&mut self, node: Node<'t>) -> Evaluated<'t> {
        let clauses: Vec<_> = children(node).into_iter().skip(1).collect();
        let Some((first, conditions)) = clauses.split_first() else { return Ok(Value::unknown()) };
        let over = self.field(*first, "right")?;
        let (Some(items), Some(left)) = (over.items(), first.child_by_field_name("left")) else {
            return Ok(Value::Unknown(over.doubt().or_other()));
        };
        let simple = conditions.iter().all(|clause| clause.kind() == "if_clause");
        if items.len() > ITEMS || !simple {
            return Ok(Value::unknown());
        }
        let mut out = Vec::new();
        'items: for item in items {
            self.assign(left, &item);
            for condition in conditions {
                match self.every(*condition)?.truth() {
                    Ok(true) => {}
                    Ok(false) => continue 'items,
                    Err(doubt) => return Ok(Value::Unknown(doubt)),
                }
            }
            out.push(self.field(node, "body")?);
        }
        Ok(Value::List(out))
    }

    /// Binds what stands left of `=`.
    pub(super) fn assign(&mut self, left: Node<'t>, value: &Value<'t>) {
        match left.kind() {
            "identifier" => self.bind(self.source.text_of(left), value.clone()),
            "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "expression_list" => {
                let places = children(left);
                let items = value.items().filter(|items| items.len() == places.len());
                for (number, place) in places.into_iter().enumerate() {
                    let item = items.as_ref().and_then(|items| items.get(number)).cloned();
                    self.assign(place, &item.unwrap_or_else(Value::unknown));
                }
            }
            "subscript" => {
                let name = left.child_by_field_name("value").map(|it| self.source.text_of(it));
                if name.is_some_and(|name| name.starts_with("globals(")) {
                    self.open_names = true;
                }
                // A list or a dictionary that is changed is not followed any further.
                if let Some(name) = name.filter(|name| !name.contains(['(', '.', '['])) {
                    self.bind(name, Value::unknown());
                }
            }
            _ => {}
        }
    }
}

/// Of which kind what stands in a field is.
fn field_kind<'t>(node: Node<'t>, name: &str) -> &'t str {
    node.child_by_field_name(name).map_or("", |node| node.kind())
}

fn integer<'t>(text: &str) -> Value<'t> {
    let text = text.replace('_', "").to_ascii_lowercase();
    let text = text.trim_end_matches('l');
    let number = if let Some(hex) = text.strip_prefix("0x") {
        i64::from_str_radix(hex, 16).ok()
    } else if let Some(octal) = text.strip_prefix("0o") {
        i64::from_str_radix(octal, 8).ok()
    } else if let Some(binary) = text.strip_prefix("0b") {
        i64::from_str_radix(binary, 2).ok()
    } else {
        text.parse().ok()
    };
    number.map_or_else(Value::unknown, Value::Int)
}
