//! The expressions of GitHub Actions, `${{ ... }}`, as far as a file decides them.
//!
//! Source: [Evaluate expressions](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions).
//! Whatever a run alone can tell (`github`, `needs`, `secrets`, ...) is unknown, and so is all that
//! depends on it: nothing is guessed.

mod functions;
mod lexer;
mod operators;
mod parser;

use super::node::{Node, Value};

pub(super) use operators::{same, truth};

/// What the contexts hold at some place of a workflow.
#[derive(Debug, Clone, Default)]
pub(super) struct Contexts {
    /// `matrix`: a mapping, or unknown as a whole
    pub(super) matrix: Option<Node>,
    /// `env`, the inner levels last: names and values
    pub(super) env: Vec<(String, Node)>,
    /// `inputs` of a called file: a mapping
    pub(super) inputs: Option<Node>,
    /// `runner.os` and `runner.arch`
    pub(super) runner: Option<(String, String)>,
}

/// Texts longer than this are not evaluated; GitHub's own limit is 21 000 characters.
const LONGEST: usize = 65_536;

/// A text with its expressions evaluated. A text that is one expression has that one's value and,
/// where it comes from the matrix, that one's line.
pub(super) fn substitute(node: &Node, contexts: &Contexts) -> Node {
    let Value::Text(text) = &node.value else { return node.clone() };
    if !text.contains("${{") {
        return node.clone();
    }
    let unknown = || Node::new(node.line, Value::Unknown(text.trim().to_owned()));
    let Some(parts) = lexer::parts(text).filter(|_| text.len() <= LONGEST) else {
        return unknown();
    };
    if let [lexer::Part::Expression(inner)] = &parts[..] {
        return match evaluate(inner, contexts, node.line, false) {
            Some(Node { value: Value::Unknown(_), line }) if line == node.line => unknown(),
            Some(value) => value,
            None => unknown(),
        };
    }
    let mut whole = String::new();
    for part in parts {
        match part {
            lexer::Part::Plain(plain) => whole.push_str(plain),
            lexer::Part::Expression(inner) => {
                let value = evaluate(inner, contexts, node.line, false);
                let Some(word) = value.and_then(|value| value.text()) else { return unknown() };
                whole.push_str(&word);
            }
        }
        if whole.len() > LONGEST {
            return unknown();
        }
    }
    Node::new(node.line, Value::Text(whole))
}

/// A script with its expressions evaluated, as GitHub hands it to the shell. In place of one that is
/// unknown stands what `unknown` makes of it; `None` when an expression does not end.
pub(super) fn fill(
    node: &Node,
    contexts: &Contexts,
    mut unknown: impl FnMut(&str) -> String,
) -> Option<String> {
    let text = node.text().filter(|text| text.len() <= LONGEST)?;
    let mut whole = String::new();
    for part in lexer::parts(&text)? {
        match part {
            lexer::Part::Plain(plain) => whole.push_str(plain),
            lexer::Part::Expression(inner) => {
                let value = evaluate(inner, contexts, node.line, false);
                let word = value.and_then(|value| value.text());
                whole.push_str(&word.unwrap_or_else(|| unknown(inner.trim())));
            }
        }
        if whole.len() > LONGEST {
            return None;
        }
    }
    Some(whole)
}

/// What an `if` says: `None` where only a run can tell.
pub(super) fn condition(node: &Node, contexts: &Contexts) -> Option<bool> {
    let Value::Text(text) = &node.value else { return truth(node) };
    if text.len() > LONGEST {
        return None;
    }
    let parts = lexer::parts(text)?;
    let inner = match &parts[..] {
        [lexer::Part::Expression(inner)] => inner,
        [lexer::Part::Plain(plain)] => plain,
        [] => return Some(true),
        // Text around an expression makes a text, which is true.
        _ => return truth(&substitute(node, contexts)),
    };
    truth(&evaluate(inner, contexts, node.line, true)?)
}

/// The value of what stands between the braces; `None` when it is no expression.
fn evaluate(text: &str, contexts: &Contexts, line: u32, condition: bool) -> Option<Node> {
    let tokens = lexer::tokens(text)?;
    parser::Parser::new(&tokens, text.trim(), contexts, line, condition).whole()
}

#[cfg(test)]
mod tests;
