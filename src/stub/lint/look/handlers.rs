//! `try`, and what its handlers do with an end.

use tree_sitter::Node;

use super::{
    Doubt, Flow, Follower, Stop, What,
    statement::{Done, children, last_block},
};

impl<'t> Follower<'t> {
    pub(super) fn try_block(&mut self, node: Node<'t>) -> Done<'t> {
        let parts = children(node);
        let handlers: Vec<(Vec<String>, Node<'t>)> = parts
            .iter()
            .filter(|part| matches!(part.kind(), "except_clause" | "except_group_clause"))
            .filter_map(|part| Some((self.caught(*part), last_block(*part)?)))
            .collect();
        let Some(body) = node.child_by_field_name("body") else { return Ok(Flow::Next) };
        self.catches.push(handlers.iter().flat_map(|(names, _)| names.clone()).collect());
        let before = self.events.len();
        let done = self.block(body);
        self.catches.pop();
        let done = match done {
            Err(Stop::Spent) => return Err(Stop::Spent),
            Err(stop) => self.handle(stop, &handlers, before),
            Ok(flow) => {
                let mut flow = flow;
                for (_, handler) in &handlers {
                    self.handlers += 1;
                    let handled =
                        self.either(Doubt::OTHER, |it| it.block(*handler), |_| Ok(Flow::Next));
                    self.handlers -= 1;
                    handled?;
                }
                for part in parts.iter().filter(|part| part.kind() == "else_clause") {
                    if flow == Flow::Next {
                        flow = self.otherwise(&[*part])?;
                    }
                }
                Ok(flow)
            }
        };
        if let Some(last) = parts.iter().find(|part| part.kind() == "finally_clause")
            && let Some(block) = last_block(*last)
        {
            self.block(block)?;
        }
        done
    }

    /// What becomes of an end or an exception in a `try`.
    fn handle(
        &mut self,
        stop: Stop,
        handlers: &[(Vec<String>, Node<'t>)],
        before: usize,
    ) -> Done<'t> {
        let name = match &stop {
            Stop::Exit => "SystemExit",
            Stop::Threw(name) => name,
            Stop::Spent => return Err(stop),
        };
        // `os._exit` is no exception.
        let last = self.events.get(before..).and_then(<[_]>::last);
        if let Some(What::Exit { how, .. }) = last.map(|event| &event.what)
            && stop == Stop::Exit
            && how.starts_with("os.")
        {
            return Err(stop);
        }
        let catching = handlers.iter().find(|(names, _)| catches(names, name));
        let Some((_, handler)) = catching else { return Err(stop) };
        if let Some(event) = self.events.last_mut()
            && matches!(event.what, What::Exit { .. } | What::Raise { .. })
        {
            event.what = What::Swallowed;
        }
        self.handlers += 1;
        let done = self.block(*handler);
        self.handlers -= 1;
        done
    }

    /// The names that a clause catches; `*` for all.
    fn caught(&self, clause: Node<'t>) -> Vec<String> {
        let mut cursor = clause.walk();
        let mut values: Vec<_> = clause.children_by_field_name("value", &mut cursor).collect();
        // Python 2's `except X, e`: the second is a name to bind.
        values.truncate(1);
        let Some(value) = values.first() else { return vec!["*".to_owned()] };
        let value = match value.kind() {
            "as_pattern" => value.named_child(0).unwrap_or(*value),
            _ => *value,
        };
        let names = if value.kind() == "tuple" { children(value) } else { vec![value] };
        let last = |node: Node<'t>| {
            let text = self.source.text_of(node);
            text.rsplit('.').next().unwrap_or(text).to_owned()
        };
        names.into_iter().map(last).collect()
    }
}

/// Whether a handler of these names catches an exception of that class.
fn catches(names: &[String], name: &str) -> bool {
    names.iter().any(|caught| match caught.as_str() {
        "*" | "BaseException" => true,
        "Exception" | "StandardError" => name != "SystemExit" && name != "KeyboardInterrupt",
        "ImportError" => matches!(name, "ImportError" | "ModuleNotFoundError"),
        "ArithmeticError" => name == "ZeroDivisionError",
        caught => caught == name,
    })
}

impl Follower<'_> {
    /// Whether somebody around catches that a module is not there.
    pub(super) fn import_is_caught(&self) -> bool {
        self.catches.iter().any(|names| {
            catches(names, "ModuleNotFoundError")
                || names.iter().any(|n| n == "ModuleNotFoundError")
        })
    }
}
