//! Truth and equality of values.

use std::cmp::Ordering;

use super::{
    super::node::{Node, Value},
    lexer::number,
};

/// Whether a value counts as true; `None` when it is unknown.
pub(in super::super) fn truth(node: &Node) -> Option<bool> {
    Some(match &node.value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => *number != 0.0 && !number.is_nan(),
        Value::Text(text) => !text.is_empty(),
        Value::List(_) | Value::Map(_) => true,
        Value::Unknown(_) => return None,
    })
}

/// Whether two values of a matrix are the same: scalars as `==` compares them, lists item by item,
/// and of a mapping on the right each of its keys. Nothing is the same as what is unknown.
pub(in super::super) fn same(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(a, b)| same(a, b))
        }
        (Value::Map(_), Value::Map(right)) => {
            right.iter().all(|(key, value)| left.get(&key.text).is_some_and(|own| same(own, value)))
        }
        _ => compare(left, right) == Order::Is(Ordering::Equal),
    }
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// One is unknown
    Unknown,
    /// They have none: something is no number
    None,
    /// They have this one
    Is(Ordering),
}

pub(super) fn compare(left: &Node, right: &Node) -> Order {
    let unknown = |node: &Node| matches!(node.value, Value::Unknown(_));
    if unknown(left) || unknown(right) {
        return Order::Unknown;
    }
    if let (Value::Text(left), Value::Text(right)) = (&left.value, &right.value) {
        return Order::Is(left.to_lowercase().cmp(&right.to_lowercase()));
    }
    as_number(left).partial_cmp(&as_number(right)).map_or(Order::None, Order::Is)
}

/// Values of different kinds are compared as numbers.
fn as_number(node: &Node) -> f64 {
    match &node.value {
        Value::Null => 0.0,
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Number(number) => *number,
        Value::Text(text) if text.trim().is_empty() => 0.0,
        Value::Text(text) => number(text.trim()).unwrap_or(f64::NAN),
        Value::List(_) | Value::Map(_) | Value::Unknown(_) => f64::NAN,
    }
}
