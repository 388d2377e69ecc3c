//! Statements, one after the other.

use std::collections::HashMap;

use tree_sitter::Node;

use super::{Doubt, Flow, Follower, Left, Stop, Value, What};

pub(super) type Done<'t> = Result<Flow<'t>, Stop>;

/// Bindings, so that they can be put back.
type Scopes<'t> = (HashMap<String, Value<'t>>, Vec<HashMap<String, Value<'t>>>);

impl<'t> Follower<'t> {
    /// The statements of a module or of a block.
    pub(super) fn block(&mut self, node: Node<'t>) -> Done<'t> {
        let mut cursor = node.walk();
        let children: Vec<_> = node.named_children(&mut cursor).collect();
        for child in children {
            self.depth += 1;
            let done = self.step().and_then(|()| self.statement(child));
            self.depth -= 1;
            match done? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, node: Node<'t>) -> Done<'t> {
        let field = |name| node.child_by_field_name(name);
        match node.kind() {
            "expression_statement" => {
                for child in children(node) {
                    self.eval(child)?;
                }
            }
            "if_statement" => return self.branch(node),
            "for_statement" => return self.for_loop(node),
            "while_statement" => return self.while_loop(node),
            "try_statement" => return self.try_block(node),
            "with_statement" => {
                for item in children(node).into_iter().filter(|it| it.kind() == "with_clause") {
                    for item in children(item) {
                        self.with_item(item)?;
                    }
                }
                return field("body").map_or(Ok(Flow::Next), |body| self.block(body));
            }
            "function_definition" => {
                if let Some(name) = field("name") {
                    self.bind(self.source.text_of(name), Value::Function(node));
                }
            }
            "class_definition" => {
                if let Some(name) = field("name") {
                    self.bind(self.source.text_of(name), Value::Class(node));
                }
            }
            "decorated_definition" => {
                if let Some(definition) = field("definition") {
                    return self.statement(definition);
                }
            }
            "import_statement" | "import_from_statement" | "future_import_statement" => {
                self.import(node)?;
            }
            "raise_statement" => return self.raise(node),
            "assert_statement" => self.assert(node)?,
            "print_statement" => self.print_statement(node)?,
            "return_statement" => {
                let value = match children(node).first() {
                    Some(value) => self.eval(*value)?,
                    None => Value::None,
                };
                return Ok(Flow::Return(value));
            }
            "break_statement" | "continue_statement" => return Ok(Flow::Loop),
            "match_statement" => return self.match_block(node),
            "exec_statement" => {
                self.event(What::OtherFile("exec".to_owned()), node);
            }
            // What is left has no effect that is followed: `global`, `pass`, `del`, comments.
            _ => {}
        }
        Ok(Flow::Next)
    }

    fn with_item(&mut self, item: Node<'t>) -> Result<(), Stop> {
        let Some(value) = item.child_by_field_name("value") else { return Ok(()) };
        let Some(alias) = value.child_by_field_name("alias") else {
            return self.eval(value).map(|_| ());
        };
        if let Some(inner) = value.named_child(0) {
            self.eval(inner)?;
        }
        for name in children(alias) {
            self.assign(name, &Value::unknown());
        }
        Ok(())
    }

    fn scopes(&self) -> Scopes<'t> {
        (self.globals.clone(), self.locals.clone())
    }

    fn restore(&mut self, scopes: Scopes<'t>) {
        (self.globals, self.locals) = scopes;
    }

    /// Makes unknown what two ways bound differently.
    fn merge(&mut self, other: Scopes<'t>) {
        merge(&mut self.globals, other.0);
        for (mine, other) in self.locals.iter_mut().zip(other.1) {
            merge(mine, other);
        }
    }

    /// Runs in doubt; afterwards what was bound there may be so or not. The answer is the way in
    /// which it ended.
    fn in_doubt(
        &mut self,
        doubt: Doubt,
        run: impl FnOnce(&mut Self) -> Done<'t>,
    ) -> (Done<'t>, Scopes<'t>) {
        let before = self.scopes();
        self.doubts.push(doubt);
        let done = run(self);
        self.doubts.pop();
        let after = self.scopes();
        self.restore(before);
        (done, after)
    }

    /// Two ways of which one is taken.
    pub(super) fn either(
        &mut self,
        doubt: Doubt,
        one: impl FnOnce(&mut Self) -> Done<'t>,
        two: impl FnOnce(&mut Self) -> Done<'t>,
    ) -> Done<'t> {
        let before = self.left.len();
        let (one, after_one) = self.in_doubt(doubt, one);
        // What may have been left on the one way puts nothing on the other in doubt.
        let left = self.left.split_off(before);
        let (two, after_two) = self.in_doubt(doubt, two);
        self.left.extend(left);
        match (one, two) {
            (Err(Stop::Spent), _) | (_, Err(Stop::Spent)) => Err(Stop::Spent),
            (Err(stop), Err(_)) => Err(stop),
            (Err(_), Ok(flow)) => {
                self.restore(after_two);
                Ok(flow)
            }
            (Ok(flow), Err(_)) => {
                self.restore(after_one);
                Ok(flow)
            }
            (Ok(one), Ok(two)) => {
                self.restore(after_one);
                self.merge(after_two);
                Ok(match (one, two) {
                    (Flow::Return(a), Flow::Return(b)) if a == b => Flow::Return(a),
                    (Flow::Return(_), Flow::Return(_)) => Flow::Return(Value::Unknown(doubt)),
                    (Flow::Loop, Flow::Loop) => Flow::Loop,
                    (Flow::Next, Flow::Next) => Flow::Next,
                    (Flow::Return(_), Flow::Loop) | (Flow::Loop, Flow::Return(_)) => {
                        self.left.push(Left { doubt, of_loop: false });
                        Flow::Loop
                    }
                    // One of them goes on: so does this, and what is behind is in doubt.
                    (Flow::Next, other) | (other, Flow::Next) => {
                        self.left.push(Left { doubt, of_loop: other == Flow::Loop });
                        Flow::Next
                    }
                })
            }
        }
    }

    fn branch(&mut self, node: Node<'t>) -> Done<'t> {
        let mut cursor = node.walk();
        let others: Vec<_> = node.children_by_field_name("alternative", &mut cursor).collect();
        let (Some(condition), Some(then)) =
            (node.child_by_field_name("condition"), node.child_by_field_name("consequence"))
        else {
            return Ok(Flow::Next);
        };
        self.choose(condition, then, &others)
    }

    fn choose(&mut self, condition: Node<'t>, then: Node<'t>, others: &[Node<'t>]) -> Done<'t> {
        self.depth += 1;
        let done = self.step().and_then(|()| match self.eval(condition)?.truth() {
            Ok(true) => self.block(then),
            Ok(false) => self.otherwise(others),
            Err(doubt) => {
                // What hangs on the command is told apart, whatever else it hangs on.
                let by_argv = self.source.text_of(condition).contains("argv");
                let doubt = if by_argv { doubt.and(Doubt::ARGV) } else { doubt };
                self.either(doubt, |it| it.block(then), |it| it.otherwise(others))
            }
        });
        self.depth -= 1;
        done
    }

    pub(super) fn otherwise(&mut self, others: &[Node<'t>]) -> Done<'t> {
        let Some((first, rest)) = others.split_first() else { return Ok(Flow::Next) };
        let field = |name| first.child_by_field_name(name);
        match (field("condition"), field("consequence"), field("body")) {
            (Some(condition), Some(then), _) => self.choose(condition, then, rest),
            (_, _, Some(body)) => self.block(body),
            _ => Ok(Flow::Next),
        }
    }

    fn match_block(&mut self, node: Node<'t>) -> Done<'t> {
        let mut doubt = Doubt::OTHER;
        if let Some(subject) = node.child_by_field_name("subject") {
            doubt = doubt.and(self.eval(subject)?.doubt());
        }
        let Some(body) = node.child_by_field_name("body") else { return Ok(Flow::Next) };
        for case in children(body) {
            if let Some(then) = case.child_by_field_name("consequence") {
                self.either(doubt, |it| it.block(then), |_| Ok(Flow::Next))?;
            }
        }
        Ok(Flow::Next)
    }

    fn raise(&mut self, node: Node<'t>) -> Done<'t> {
        let Some(value) = children(node).into_iter().next() else {
            // Again what is being handled.
            self.raised("the exception before it", &[], node);
            return Err(Stop::Threw(String::new()));
        };
        let mut parts =
            if value.kind() == "expression_list" { children(value) } else { vec![value] };
        let rest = parts.split_off(1.min(parts.len()));
        let value = match parts.first() {
            Some(first) => self.eval(*first)?,
            None => Value::unknown(),
        };
        let mut more = Vec::new();
        // Python 2's `raise X, "text"`
        for part in rest {
            more.push(self.eval(part)?);
        }
        let (name, mut arguments) = self.exception(value);
        if arguments.is_empty() {
            arguments = more;
        }
        if name == "SystemExit" {
            return Err(self.exit("raise SystemExit", arguments.first(), node));
        }
        self.raised(&name, &arguments, node);
        Err(Stop::Threw(name))
    }

    /// Notes an exception, with its text.
    pub(super) fn raised(&mut self, name: &str, arguments: &[Value<'t>], node: Node<'t>) {
        let text = arguments.iter().find_map(Value::as_text).cloned();
        self.event(What::Raise { name: name.to_owned(), text }, node);
    }

    fn assert(&mut self, node: Node<'t>) -> Result<(), Stop> {
        let parts = children(node);
        let Some(condition) = parts.first() else { return Ok(()) };
        let truth = self.eval(*condition)?.truth();
        if truth == Ok(true) {
            return Ok(());
        }
        let mut arguments = Vec::new();
        if let Some(text) = parts.get(1) {
            arguments.push(self.eval(*text)?);
        }
        if let Err(doubt) = truth {
            self.doubts.push(doubt);
            self.raised("AssertionError", &arguments, node);
            self.doubts.pop();
            Ok(())
        } else {
            self.raised("AssertionError", &arguments, node);
            Err(Stop::Threw("AssertionError".to_owned()))
        }
    }
}

/// The named children, comments left out.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect()
}

pub(super) fn last_block(node: Node<'_>) -> Option<Node<'_>> {
    children(node).into_iter().rfind(|child| child.kind() == "block")
}

fn merge<'t>(mine: &mut HashMap<String, Value<'t>>, other: HashMap<String, Value<'t>>) {
    for (name, value) in mine.iter_mut() {
        if other.get(name) != Some(value) {
            // A function that is there either way is still called by its name.
            *value = Value::unknown();
        }
    }
    for (name, _) in other {
        mine.entry(name).or_insert_with(Value::unknown);
    }
}
