//! Where expressions begin and end, and the words in them.

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Outside of expressions
    Plain(&'a str),
    /// What stands between `${{` and `}}`
    Expression(&'a str),
}

/// A word of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// `'it''s'`, without its quotes
    Text(String),
    /// `3`, `-1.5`, `0xff`
    Number(f64),
    /// `matrix`, `startsWith`, `true`
    Name(&'a str),
    /// An operator or a bracket
    Sign(&'static str),
}

/// Longer ones first.
const SIGNS: [&str; 16] =
    ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ".", ",", "*"];

/// The pieces of a text; `None` when an expression does not end.
pub(super) fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${{") {
        if start > 0 {
            parts.push(Part::Plain(&rest[..start]));
        }
        let inner = &rest[start + 3..];
        let end = end(inner)?;
        parts.push(Part::Expression(&inner[..end]));
        rest = &inner[end + 2..];
    }
    // A line end after the only expression, as block scalars have, is no text.
    if !rest.is_empty() && (parts.is_empty() || !rest.trim().is_empty() || parts.len() > 1) {
        parts.push(Part::Plain(rest));
    }
    Some(parts)
}

/// Where `}}` stands outside of quotes.
fn end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut quoted = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            b'}' if !quoted && bytes.get(at + 1) == Some(&b'}') => return Some(at),
            _ => {}
        }
    }
    None
}

/// The words of an expression; `None` when there is a character that none has.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = if first == '\'' {
            let (word, after) = quoted(&rest[1..])?;
            tokens.push(Token::Text(word));
            after
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = length(rest, |c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            tokens.push(Token::Name(&rest[..length]));
            &rest[length..]
        } else if first.is_ascii_digit() || first == '-' || first == '+' {
            let length = length(rest, |c| c.is_ascii_alphanumeric() || "+-.".contains(c));
            tokens.push(Token::Number(number(&rest[..length])?));
            &rest[length..]
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
            tokens.push(Token::Sign(sign));
            &rest[sign.len()..]
        };
        rest = after.trim_start();
    }
    Some(tokens)
}

fn length(text: &str, within: impl Fn(char) -> bool) -> usize {
    text.find(|c| !within(c)).unwrap_or(text.len())
}

/// A number as expressions write it.
pub(super) fn number(text: &str) -> Option<f64> {
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok().map(f64::from),
        None => text.parse().ok(),
    }
}

/// The text up to the closing quote, and what comes after it. Two quotes are one within.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut word = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('\'')?;
        word.push_str(before);
        match after.strip_prefix('\'') {
            Some(more) => {
                word.push('\'');
                rest = more;
            }
            None => return Some((word, after)),
        }
    }
}
