//! String literals.

use tree_sitter::Node;

use super::{Follower, HOLE, Sort, Stop, Text, Value, statement::children, value::LONGEST};

impl<'t> Follower<'t> {
    /// A literal, of one part or several.
    pub(super) fn literal(&mut self, node: Node<'t>) -> Result<Value<'t>, Stop> {
        let line = self.source.line_of(node);
        let plain = if self.unicode { Sort::Unicode } else { Sort::Plain };
        let mut out = Text { text: String::new(), sort: plain, line };
        let parts = if node.kind() == "string" { vec![node] } else { children(node) };
        for part in parts {
            self.part(part, &mut out)?;
        }
        if out.text.len() > LONGEST {
            out.text = HOLE.to_string();
        }
        Ok(Value::Text(out))
    }

    fn part(&mut self, node: Node<'t>, out: &mut Text) -> Result<(), Stop> {
        let mut raw = false;
        for child in children(node) {
            match child.kind() {
                "string_start" => {
                    let start = self.source.text_of(child).to_ascii_lowercase();
                    raw = start.contains('r');
                    if start.contains('b') {
                        out.sort = Sort::Bytes;
                    } else if start.contains('u') {
                        out.sort = Sort::Unicode;
                    }
                }
                "string_content" => {
                    let content = self.source.text_of(child);
                    if raw { out.text.push_str(content) } else { unescape(content, &mut out.text) }
                }
                "interpolation" => match child.child_by_field_name("expression") {
                    Some(inside) if child.child_by_field_name("format_specifier").is_none() => {
                        let value = self.eval(inside)?;
                        out.text.push_str(&value.shown());
                    }
                    _ => out.text.push(HOLE),
                },
                _ => {}
            }
        }
        Ok(())
    }
}

/// Puts what escapes mean in their place; those that are none stay, as in Python.
fn unescape(content: &str, out: &mut String) {
    let mut rest = content;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let mut chars = rest.chars();
        let number = |digits: usize, radix| {
            let text = rest.get(1..=digits)?;
            char::from_u32(u32::from_str_radix(text, radix).ok()?)
        };
        let (meaning, used) = match chars.next() {
            Some('n') => (Some('\n'), 1),
            Some('t') => (Some('\t'), 1),
            Some('r') => (Some('\r'), 1),
            Some(c @ ('\\' | '\'' | '"')) => (Some(c), 1),
            Some('a') => (Some('\u{7}'), 1),
            Some('b') => (Some('\u{8}'), 1),
            Some('f') => (Some('\u{c}'), 1),
            Some('v') => (Some('\u{b}'), 1),
            Some('\n') => (None, 1),
            Some('\r') => (None, if rest[1..].starts_with('\n') { 2 } else { 1 }),
            Some('x') => (number(2, 16).or(Some(HOLE)), rest.len().min(3)),
            Some('u') => (number(4, 16).or(Some(HOLE)), rest.len().min(5)),
            Some('N') => (Some(HOLE), rest.find('}').map_or(1, |at| at + 1)),
            Some('0'..='7') => {
                let octal = rest.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
                let code = u32::from_str_radix(&rest[..octal], 8).ok().and_then(char::from_u32);
                (code, octal)
            }
            _ => (Some('\\'), 0),
        };
        out.extend(meaning);
        rest = rest.get(used..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// The text with the values in the place of `%s` and its like.
pub(super) fn percent(text: &str, values: &[Value<'_>]) -> String {
    let mut out = String::new();
    let mut values = values.iter();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let named = rest.starts_with('(');
        let end = rest.find(|c: char| "sdirfxXoegGcu".contains(c) && !named);
        let end = if named {
            rest.find(')').and_then(|close| {
                let kind = rest[close..].find(|c: char| c.is_ascii_alphabetic())?;
                Some(close + kind)
            })
        } else {
            end
        };
        let Some(end) = end else { break };
        let plain = !named && end == 0;
        let value = if named { None } else { values.next() };
        match value {
            Some(value) if plain => out.push_str(&value.shown()),
            _ => out.push(HOLE),
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The text with the values in the place of `{}`, `{0}` and `{name}`.
pub(super) fn format<'t>(
    text: &str,
    values: &[Value<'t>],
    named: &[(String, Value<'t>)],
) -> String {
    let mut out = String::new();
    let mut next = 0;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
            continue;
        }
        let Some(close) = rest.find('}').filter(|_| brace == "{") else { continue };
        let name = &rest[..close];
        rest = &rest[close + 1..];
        let value = if name.is_empty() {
            next += 1;
            values.get(next - 1)
        } else if let Ok(number) = name.parse::<usize>() {
            values.get(number)
        } else {
            named.iter().find(|(key, _)| key == name).map(|(_, value)| value)
        };
        match value {
            Some(value) => out.push_str(&value.shown()),
            None => out.push(HOLE),
        }
    }
    out.push_str(rest);
    out
}

/// The text without the white space that all its lines begin with.
pub(super) fn dedent(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let filled = text.split('\n').filter(|line| !line.trim().is_empty());
    let common = filled.map(indent).min().unwrap_or(0);
    let cut = |line: &str| {
        if line.trim().is_empty() {
            String::new()
        } else {
            line.get(common..).unwrap_or_default().to_owned()
        }
    };
    text.split('\n').map(cut).collect::<Vec<_>>().join("\n")
}
