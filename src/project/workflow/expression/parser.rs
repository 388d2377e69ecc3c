//! Reads an expression and evaluates it on the way. Evaluation has no effects, so both sides of
//! an operator may be evaluated.

use std::cmp::Ordering;

use super::{
    super::node::{Node, Value},
    Contexts, functions,
    lexer::Token,
    operators::{Order, compare, truth},
};

/// Brackets within each other; GitHub's own limit is 50.
const DEEPEST: usize = 50;

pub(super) struct Parser<'a> {
    tokens: &'a [Token<'a>],
    /// The expression as written: what is unknown is named by it
    text: &'a str,
    contexts: &'a Contexts,
    line: u32,
    /// Only the truth of the result counts
    condition: bool,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(
        tokens: &'a [Token<'a>],
        text: &'a str,
        contexts: &'a Contexts,
        line: u32,
        condition: bool,
    ) -> Self {
        Self { tokens, text, contexts, line, condition, depth: 0 }
    }

    /// The value of the whole expression; `None` when it is none.
    pub(super) fn whole(mut self) -> Option<Node> {
        let value = self.or()?;
        self.tokens.is_empty().then_some(value)
    }

    fn node(&self, value: Value) -> Node {
        Node::new(self.line, value)
    }

    fn unknown(&self) -> Node {
        self.node(Value::Unknown(self.text.to_owned()))
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.first(), Some(Token::Sign(known)) if *known == sign);
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }

    fn or(&mut self) -> Option<Node> {
        let mut left = self.and()?;
        while self.take("||") {
            let right = self.and()?;
            left = match (truth(&left), truth(&right)) {
                (Some(true), _) => left,
                (Some(false), _) => right,
                (None, Some(true)) if self.condition => right,
                (None, _) => self.unknown(),
            };
        }
        Some(left)
    }

    fn and(&mut self) -> Option<Node> {
        let mut left = self.comparison()?;
        while self.take("&&") {
            let right = self.comparison()?;
            left = match (truth(&left), truth(&right)) {
                (Some(true), _) => right,
                (Some(false), _) => left,
                (None, Some(false)) if self.condition => right,
                (None, _) => self.unknown(),
            };
        }
        Some(left)
    }

    fn comparison(&mut self) -> Option<Node> {
        const SIGNS: [&str; 6] = ["==", "!=", "<=", ">=", "<", ">"];
        let mut left = self.unary()?;
        while let Some(sign) = SIGNS.into_iter().find(|sign| self.take(sign)) {
            let right = self.unary()?;
            let order = compare(&left, &right);
            let is = |orders: &[Ordering]| orders.iter().any(|it| order == Order::Is(*it));
            left = match (order, sign) {
                (Order::Unknown, _) => self.unknown(),
                (_, "==") => self.node(Value::Bool(is(&[Ordering::Equal]))),
                (_, "!=") => self.node(Value::Bool(!is(&[Ordering::Equal]))),
                (_, "<") => self.node(Value::Bool(is(&[Ordering::Less]))),
                (_, ">") => self.node(Value::Bool(is(&[Ordering::Greater]))),
                (_, "<=") => self.node(Value::Bool(is(&[Ordering::Less, Ordering::Equal]))),
                _ => self.node(Value::Bool(is(&[Ordering::Greater, Ordering::Equal]))),
            };
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Node> {
        let mut odd = false;
        let mut any = false;
        while self.take("!") {
            odd = !odd;
            any = true;
        }
        let value = self.postfix()?;
        if !any {
            return Some(value);
        }
        Some(match truth(&value) {
            Some(truth) => self.node(Value::Bool(truth != odd)),
            None => self.unknown(),
        })
    }

    fn postfix(&mut self) -> Option<Node> {
        let mut value = self.primary()?;
        loop {
            if self.take(".") {
                if self.take("*") {
                    value = self.unknown();
                    continue;
                }
                let Some((Token::Name(name), rest)) = self.tokens.split_first() else {
                    return None;
                };
                self.tokens = rest;
                value = self.within(&value, &self.node(Value::Text((*name).to_owned())));
            } else if self.take("[") {
                let index = if self.take("*") { self.unknown() } else { self.nested()? };
                if !self.take("]") {
                    return None;
                }
                value = self.within(&value, &index);
            } else {
                return Some(value);
            }
        }
    }

    /// A key of a mapping, in any case, or an item of a list; nothing where there is none.
    fn within(&self, value: &Node, index: &Node) -> Node {
        let found = match (&value.value, &index.value) {
            (Value::Unknown(_), _) | (_, Value::Unknown(_)) => return self.unknown(),
            (Value::Map(entries), _) => index.text().and_then(|key| {
                entries.iter().find(|(known, _)| known.text.eq_ignore_ascii_case(&key))
            }),
            (Value::List(items), _) => {
                let at = index.text().and_then(|text| text.parse::<usize>().ok());
                return at
                    .and_then(|at| items.get(at))
                    .cloned()
                    .unwrap_or_else(|| self.node(Value::Null));
            }
            _ => None,
        };
        found.map_or_else(|| self.node(Value::Null), |(_, node)| node.clone())
    }

    fn nested(&mut self) -> Option<Node> {
        self.depth += 1;
        let value = if self.depth > DEEPEST { None } else { self.or() };
        self.depth -= 1;
        value
    }

    fn primary(&mut self) -> Option<Node> {
        if self.take("(") {
            let value = self.nested()?;
            return self.take(")").then_some(value);
        }
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        match first {
            Token::Text(text) => Some(self.node(Value::Text(text.clone()))),
            Token::Number(number) => Some(self.node(Value::Number(*number))),
            Token::Sign(_) => None,
            Token::Name(name) if self.take("(") => self.call(name),
            Token::Name(name) => Some(self.context(name)),
        }
    }

    fn call(&mut self, name: &str) -> Option<Node> {
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.nested()?);
                if self.take(")") {
                    break;
                }
                if !self.take(",") {
                    return None;
                }
            }
        }
        let value = functions::call(name, &arguments, self.line);
        Some(value.map_or_else(|| self.unknown(), |value| self.node(value)))
    }

    /// A literal word, or a context.
    fn context(&self, name: &str) -> Node {
        let text = |text: &str| self.node(Value::Text(text.to_owned()));
        match name.to_ascii_lowercase().as_str() {
            "true" => self.node(Value::Bool(true)),
            "false" => self.node(Value::Bool(false)),
            "null" => self.node(Value::Null),
            "matrix" => self.contexts.matrix.clone().unwrap_or_else(|| self.unknown()),
            "inputs" => self.contexts.inputs.clone().unwrap_or_else(|| self.unknown()),
            "runner" => {
                let Some((os, arch)) = &self.contexts.runner else { return self.unknown() };
                self.mapping([("os", text(os)), ("arch", text(arch))])
            }
            "env" => self.environment(),
            _ => self.unknown(),
        }
    }

    fn mapping<const N: usize>(&self, entries: [(&str, Node); N]) -> Node {
        let key = |name: &str| super::super::node::Key { line: self.line, text: name.to_owned() };
        self.node(Value::Map(entries.map(|(name, node)| (key(name), node)).into()))
    }

    /// The one variable that is asked for: any other may be set by a step before.
    fn environment(&self) -> Node {
        let asked = match self.tokens {
            [Token::Sign("."), Token::Name(name), ..] => *name,
            [Token::Sign("["), Token::Text(name), ..] => name.as_str(),
            _ => return self.unknown(),
        };
        let found = self.contexts.env.iter().rev().find(|(name, _)| name == asked);
        found.map_or_else(|| self.unknown(), |(_, node)| self.mapping([(asked, node.clone())]))
    }
}
