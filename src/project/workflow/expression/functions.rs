//! The functions of expressions.

use std::cmp::Ordering;

use super::{
    super::node::{Key, Node, Value},
    operators::{Order, compare, truth},
};

/// The value of a call; `None` when it is unknown.
pub(super) fn call(name: &str, arguments: &[Node], line: u32) -> Option<Value> {
    let text = |at: usize| arguments.get(at)?.text();
    let lower = |at: usize| Some(text(at)?.to_lowercase());
    Some(match name.to_ascii_lowercase().as_str() {
        // The steps before are taken to have succeeded.
        "success" | "always" => Value::Bool(true),
        "failure" | "cancelled" => Value::Bool(false),
        "startswith" => Value::Bool(lower(0)?.starts_with(&lower(1)?)),
        "endswith" => Value::Bool(lower(0)?.ends_with(&lower(1)?)),
        "contains" => match &arguments.first()?.value {
            Value::List(items) => {
                let item = arguments.get(1)?;
                let orders: Vec<Order> = items.iter().map(|it| compare(it, item)).collect();
                let found = orders.contains(&Order::Is(Ordering::Equal));
                if !found && orders.contains(&Order::Unknown) {
                    return None;
                }
                Value::Bool(found)
            }
            _ => Value::Bool(lower(0)?.contains(&lower(1)?)),
        },
        "format" => {
            let words: Option<Vec<_>> = arguments.iter().skip(1).map(Node::text).collect();
            Value::Text(format(&text(0)?, &words?)?)
        }
        "join" => {
            let between = if arguments.len() > 1 { text(1)? } else { ",".to_owned() };
            let words: Option<Vec<_>> =
                arguments.first()?.one_or_more().into_iter().map(Node::text).collect();
            Value::Text(words?.join(&between))
        }
        "fromjson" => from_json(&serde_json::from_str(&text(0)?).ok()?, line).value,
        "case" => {
            // Pairs of a condition and a value, then the value for none of them.
            let (pairs, rest) = arguments.as_chunks::<2>();
            for [when, value] in pairs {
                if truth(when)? {
                    return Some(value.value.clone());
                }
            }
            rest.first()?.value.clone()
        }
        _ => return None,
    })
}

/// `{0}` is the first word; `{{` and `}}` are braces.
fn format(text: &str, words: &[String]) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        let after = &rest[at + 1..];
        if let Some(more) = after.strip_prefix(brace) {
            out.push_str(brace);
            rest = more;
        } else if brace == "{" {
            let (number, more) = after.split_once('}')?;
            out.push_str(words.get(number.parse::<usize>().ok()?)?);
            rest = more;
        } else {
            return None;
        }
    }
    out.push_str(rest);
    Some(out)
}

fn from_json(json: &serde_json::Value, line: u32) -> Node {
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(items) => {
            Value::List(items.iter().map(|item| from_json(item, line)).collect())
        }
        serde_json::Value::Object(entries) => {
            let entry = |(key, value): (&String, &serde_json::Value)| {
                (Key { line, text: key.clone() }, from_json(value, line))
            };
            Value::Map(entries.iter().map(entry).collect())
        }
    };
    Node::new(line, value)
}
