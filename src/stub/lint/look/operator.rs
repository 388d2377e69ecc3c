//! Operators between values.

use std::cmp::Ordering;

use super::{
    Doubt, Text, Value,
    text::percent,
    value::{LONGEST, equal, order},
};

/// Items of a list that is put together.
const MOST_ITEMS: usize = 1_000;

/// `left OPERATOR right` of numbers, texts, lists.
pub(super) fn binary<'t>(operator: &str, left: &Value<'t>, right: &Value<'t>) -> Value<'t> {
    let unknown = || Value::Unknown(left.doubt().and(right.doubt()).or_other());
    if let (Some(a), Some(b)) = (left.int(), right.int()) {
        let number = match operator {
            "+" => a.checked_add(b),
            "-" => a.checked_sub(b),
            "*" => a.checked_mul(b),
            "/" if b != 0 && a % b == 0 => Some(a / b),
            "//" if b != 0 => Some(a.div_euclid(b)),
            "%" if b != 0 => Some(a.rem_euclid(b)),
            "<<" => u32::try_from(b).ok().filter(|b| *b < 32).and_then(|b| a.checked_shl(b)),
            ">>" => u32::try_from(b).ok().and_then(|b| a.checked_shr(b)),
            "&" => Some(a & b),
            "|" => Some(a | b),
            "^" => Some(a ^ b),
            _ => None,
        };
        return number.map_or_else(unknown, Value::Int);
    }
    match (operator, left, right) {
        ("+", Value::Text(a), Value::Text(b)) => joined(a, &b.text),
        ("+", Value::Text(a), _) => joined(a, &right.shown()),
        ("+", _, Value::Text(b)) => Value::Text(Text { text: left.shown() + &b.text, ..b.clone() }),
        ("%", Value::Text(a), Value::List(values)) => {
            Value::Text(Text { text: percent(&a.text, values), ..a.clone() })
        }
        ("%", Value::Text(a), value) => {
            let text = percent(&a.text, std::slice::from_ref(value));
            Value::Text(Text { text, ..a.clone() })
        }
        ("*", Value::Text(a), Value::Int(times)) | ("*", Value::Int(times), Value::Text(a)) => {
            let times = usize::try_from(*times).unwrap_or(0);
            match a.text.len().checked_mul(times) {
                Some(long) if long <= LONGEST => {
                    Value::Text(Text { text: a.text.repeat(times), ..a.clone() })
                }
                _ => unknown(),
            }
        }
        ("+", Value::List(a), Value::List(b)) if a.len() + b.len() <= MOST_ITEMS => {
            Value::List(a.iter().chain(b).cloned().collect())
        }
        ("&", Value::List(a), Value::List(b)) => {
            match a
                .iter()
                .map(|item| contains(b, item).map(|is| is.then(|| item.clone())))
                .collect::<Result<Vec<_>, _>>()
            {
                Ok(items) => Value::List(items.into_iter().flatten().collect()),
                Err(doubt) => Value::Unknown(doubt),
            }
        }
        ("-", Value::List(a), Value::List(b)) => {
            match a
                .iter()
                .map(|item| contains(b, item).map(|is| (!is).then(|| item.clone())))
                .collect::<Result<Vec<_>, _>>()
            {
                Ok(items) => Value::List(items.into_iter().flatten().collect()),
                Err(doubt) => Value::Unknown(doubt),
            }
        }
        _ => unknown(),
    }
}

fn joined<'t>(start: &Text, more: &str) -> Value<'t> {
    let mut text = start.clone();
    if text.text.len() + more.len() <= LONGEST {
        text.text.push_str(more);
    }
    Value::Text(text)
}

/// Whether a list holds a value.
pub(super) fn contains<'t>(items: &[Value<'t>], wanted: &Value<'t>) -> Result<bool, Doubt> {
    let mut doubt = None;
    for item in items {
        match equal(item, wanted) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(why) => doubt = Some(why),
        }
    }
    doubt.map_or(Ok(false), Err)
}

/// One comparison.
pub(super) fn compare<'t>(
    operator: &str,
    left: &Value<'t>,
    right: &Value<'t>,
) -> Result<bool, Doubt> {
    match operator {
        "==" => equal(left, right),
        "!=" | "<>" => equal(left, right).map(|same| !same),
        "is" => is(left, right),
        "is not" => is(left, right).map(|same| !same),
        "in" => within(left, right),
        "not in" => within(left, right).map(|is| !is),
        "<" => order(left, right).map(Ordering::is_lt),
        "<=" => order(left, right).map(Ordering::is_le),
        ">" => order(left, right).map(Ordering::is_gt),
        ">=" => order(left, right).map(Ordering::is_ge),
        _ => Err(left.doubt().and(right.doubt()).or_other()),
    }
}

fn is(left: &Value<'_>, right: &Value<'_>) -> Result<bool, Doubt> {
    match (left, right) {
        (Value::None, Value::None) => Ok(true),
        (Value::Unknown(doubt), _) | (_, Value::Unknown(doubt)) => Err(*doubt),
        (Value::Path(_), _) | (_, Value::Path(_)) => Err(Doubt::OTHER),
        (Value::None, _) | (_, Value::None) => Ok(false),
        _ => equal(left, right),
    }
}

fn within<'t>(item: &Value<'t>, of: &Value<'t>) -> Result<bool, Doubt> {
    match (item, of) {
        (Value::Text(part), Value::Text(whole)) => {
            if part.is_whole() && (whole.is_whole() || whole.text.contains(&part.text)) {
                Ok(whole.text.contains(&part.text))
            } else {
                Err(Doubt::OTHER)
            }
        }
        (_, Value::List(items)) => contains(items, item),
        (_, Value::Dict(pairs)) => {
            let keys: Vec<_> = pairs.iter().map(|(key, _)| key.clone()).collect();
            contains(&keys, item)
        }
        _ => Err(item.doubt().and(of.doubt()).or_other()),
    }
}

/// `value[start:stop:step]` with the bounds that are given.
pub(super) fn slice<'t>(value: &Value<'t>, bounds: [Option<i64>; 3]) -> Value<'t> {
    let [start, stop, stride] = bounds;
    if stride.is_some_and(|stride| stride != 1) {
        return Value::Unknown(value.doubt().or_other());
    }
    let range = |length: usize| {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let place = |bound: i64| if bound < 0 { bound.saturating_add(length) } else { bound };
        let start = place(start.unwrap_or(0)).clamp(0, length);
        let stop = place(stop.unwrap_or(length)).clamp(start, length);
        (usize::try_from(start).unwrap_or(0), usize::try_from(stop).unwrap_or(0))
    };
    match value {
        Value::List(items) => {
            let (start, stop) = range(items.len());
            Value::List(items.get(start..stop).unwrap_or_default().to_vec())
        }
        Value::Text(text) => {
            let known: String = text.text.split(super::HOLE).next().unwrap_or("").to_owned();
            let needed = stop.filter(|stop| *stop >= 0).and_then(|stop| usize::try_from(stop).ok());
            let long = known.chars().count();
            if text.is_whole() || needed.is_some_and(|needed| needed <= long) {
                let (start, stop) = range(if text.is_whole() { long } else { usize::MAX >> 1 });
                let cut = text.text.chars().skip(start).take(stop - start).collect();
                Value::Text(Text { text: cut, ..text.clone() })
            } else {
                Value::unknown()
            }
        }
        other => Value::Unknown(other.doubt().or_other()),
    }
}

/// `value[index]`.
pub(super) fn item<'t>(value: &Value<'t>, index: &Value<'t>) -> Value<'t> {
    let unknown = || Value::Unknown(value.doubt().and(index.doubt()).or_other());
    match (value, index) {
        (Value::List(items), Value::Int(at)) => {
            let at = if *at < 0 {
                items.len().checked_sub(usize::try_from(-at).unwrap_or(usize::MAX))
            } else {
                usize::try_from(*at).ok()
            };
            at.and_then(|at| items.get(at)).cloned().unwrap_or_else(unknown)
        }
        (Value::Text(_), Value::Int(at)) if *at >= 0 => {
            slice(value, [Some(*at), at.checked_add(1), None])
        }
        (Value::Dict(pairs), key) => {
            let found = pairs.iter().find(|(other, _)| equal(other, key) == Ok(true));
            found.map_or_else(unknown, |(_, value)| value.clone())
        }
        _ => unknown(),
    }
}
