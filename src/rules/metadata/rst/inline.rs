//! The inline markup of one paragraph.
//!
//! Rule: [inline markup](https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#inline-markup-recognition-rules),
//! of which what needs the tables of Unicode's punctuation, or escapes, is not looked at.

/// What a paragraph holds, with the offset of its start.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Markup that begins and does not end. Ex) `**`
    Unclosed(usize, &'static str),
    /// `|name|`
    Substitution(usize, &'a str),
    /// `name_`, or the words of a phrase before `_`
    Reference(usize, &'a str),
}

/// What cannot be told without more knowledge.
struct Unsure;

type Sure<T> = Result<T, Unsure>;

/// The pieces in order, up to the first that does not end or that cannot be told.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    // Escapes and inline targets are rare, and make everything else harder.
    if text.contains('\\') || text.contains("_`") {
        return found;
    }
    while let Ok(Some(start)) = first(&text[at..]) {
        let Ok(end) = start.read(text, at, &mut found) else { break };
        at = end;
        if matches!(found.last(), Some(Piece::Unclosed(..))) {
            break;
        }
    }
    found
}

/// Where markup starts.
struct Start {
    at: usize,
    /// Behind the start
    end: usize,
    kind: Kind,
}

enum Kind {
    /// Strong, emphasis, literal, substitution
    Span(&'static str),
    /// Interpreted text, with a role before it or without
    Text { role: bool },
    /// `name_`, and whether it is anonymous (`name__`)
    Name { length: usize, anonymous: bool },
    /// `[1]_`
    Footnote,
}

fn first(text: &str) -> Sure<Option<Start>> {
    let mut before = None;
    for (at, c) in text.char_indices() {
        let found = match c {
            '*' | '`' | '|' | ':' | '[' => markup(text, at)?,
            c if c.is_alphanumeric() && before.is_none_or(|b: char| !b.is_alphanumeric()) => {
                name(text, at)?
            }
            _ => None,
        };
        if let Some(found) = found
            && before.map_or(Ok(true), can_stand_before)?
        {
            return Ok(Some(found));
        }
        before = Some(c);
    }
    Ok(None)
}

fn markup(text: &str, at: usize) -> Sure<Option<Start>> {
    let rest = &text[at..];
    let start = |mark: &'static str, length: usize, kind| {
        let end = at + length;
        let solid = !text[end..].starts_with(char::is_whitespace);
        debug_assert!(length >= mark.len());
        solid.then_some(Start { at, end, kind })
    };
    for mark in ["**", "*", "``", "|"] {
        if rest.starts_with(mark) {
            let twice = mark.len() == 1 && rest[1..].starts_with(mark);
            return Ok(if twice { None } else { start(mark, mark.len(), Kind::Span(mark)) });
        }
    }
    if let Some(inner) = rest.strip_prefix('[') {
        let label = inner.split_once(']').map(|(label, _)| label).unwrap_or_default();
        let fits = label.chars().all(|c| c.is_alphanumeric() || "#*-._+:".contains(c));
        let end = at + label.len() + 3;
        let is_note = !label.is_empty() && fits && text[at + label.len() + 1..].starts_with("]_");
        let ends = is_note && can_stand_behind(text[end..].chars().next())?;
        return Ok(ends.then_some(Start { at, end, kind: Kind::Footnote }));
    }
    let role = rest.strip_prefix(':').map(simple_name).filter(|length| *length > 0);
    let length = match role {
        Some(length) if rest[length + 1..].starts_with(':') => length + 2,
        _ => 0,
    };
    let open = rest[length..].starts_with('`') && !rest[length + 1..].starts_with('`');
    Ok(if open { start("`", length + 1, Kind::Text { role: length > 0 }) } else { None })
}

fn name(text: &str, at: usize) -> Sure<Option<Start>> {
    let length = simple_name(&text[at..]);
    let rest = &text[at + length..];
    let marks = rest.len() - rest.trim_start_matches('_').len();
    let end = at + length + marks;
    if !(1..=2).contains(&marks) || !can_stand_behind(text[end..].chars().next())? {
        return Ok(None);
    }
    let kind = Kind::Name { length, anonymous: marks == 2 };
    if text[at..end].is_ascii() { Ok(Some(Start { at, end, kind })) } else { Err(Unsure) }
}

/// The length of words joined by single `-`, `.`, `_`, `+`, `:`.
fn simple_name(text: &str) -> usize {
    let word = |text: &str| text.len() - text.trim_start_matches(char::is_alphanumeric).len();
    let mut length = word(text);
    while length > 0 && text[length..].starts_with(['-', '.', '_', '+', ':']) {
        let more = word(&text[length + 1..]);
        if more == 0 {
            break;
        }
        length += 1 + more;
    }
    length
}

impl Start {
    /// Reads what starts here; the answer is the offset behind it.
    fn read<'a>(&self, all: &'a str, base: usize, found: &mut Vec<Piece<'a>>) -> Sure<usize> {
        let text = &all[base..];
        let place = base + self.at;
        let (mark, is_text) = match self.kind {
            Kind::Name { length, anonymous } => {
                if !anonymous {
                    found.push(Piece::Reference(place, &text[self.at..self.at + length]));
                }
                return Ok(base + self.end);
            }
            Kind::Footnote => return Ok(base + self.end),
            Kind::Span(mark) => (mark, false),
            Kind::Text { role } => ("`", !role),
        };
        let has_role = matches!(self.kind, Kind::Text { role: true });
        if !has_role && self.is_quoted(text) {
            return Ok(base + self.end);
        }
        let inner = &text[self.end..];
        let Some((length, end)) = end_of(inner, mark)?.filter(|(length, _)| *length > 0) else {
            found.push(Piece::Unclosed(place, mark));
            return Ok(base + self.end);
        };
        let content = &inner[..length];
        let behind = &inner[length + mark.len()..end];
        if mark == "|" {
            found.push(Piece::Substitution(place, content));
        } else if is_text && behind == "_" && !content.ends_with('>') {
            found.push(Piece::Reference(place, content));
        }
        Ok(base + self.end + end)
    }

    /// Whether the start stands between a pair of quotes or brackets, or at the end of the text.
    fn is_quoted(&self, text: &str) -> bool {
        const PAIRS: [(char, char); 6] =
            [('"', '"'), ('\'', '\''), ('(', ')'), ('<', '>'), ('[', ']'), ('{', '}')];
        let before = text[..self.at].chars().next_back();
        let behind = text[self.end..].chars().next();
        match (before, behind) {
            (None, _) => false,
            (_, None) => true,
            (Some(before), Some(behind)) => PAIRS.contains(&(before, behind)),
        }
    }
}

/// The length of what stands before the end mark, and the offset behind the mark and what belongs
/// to it.
fn end_of(text: &str, mark: &str) -> Sure<Option<(usize, usize)>> {
    let mut from = 0;
    while let Some(found) = text[from..].find(mark) {
        let at = from + found;
        from = at + 1;
        if text[..at].ends_with(char::is_whitespace) {
            continue;
        }
        let rest = &text[at + mark.len()..];
        for length in belongings(mark, rest) {
            if can_stand_behind(rest[length..].chars().next())? {
                return Ok(Some((at, at + mark.len() + length)));
            }
        }
    }
    Ok(None)
}

/// How much of the text behind an end mark may belong to it: the longest first.
fn belongings(mark: &str, rest: &str) -> Vec<usize> {
    let marks = |from: usize| {
        let count = rest[from..].bytes().take(2).take_while(|byte| *byte == b'_').count();
        (0..=count).rev().map(move |count| from + count)
    };
    let mut lengths = Vec::new();
    if mark == "`" {
        let role = rest.strip_prefix(':').map(simple_name).filter(|length| *length > 0);
        if let Some(length) = role.filter(|length| rest[length + 1..].starts_with(':')) {
            lengths.extend(marks(length + 2));
        }
    }
    if matches!(mark, "`" | "|") {
        lengths.extend(marks(0));
    } else {
        lengths.push(0);
    }
    lengths
}

/// Whether markup may start behind a character.
fn can_stand_before(c: char) -> Sure<bool> {
    match c {
        c if c.is_whitespace() => Ok(true),
        c if c.is_ascii() => Ok("\"'(<[{-/:".contains(c)),
        c if c.is_alphanumeric() => Ok(false),
        _ => Err(Unsure),
    }
}

/// Whether markup may end before a character.
fn can_stand_behind(c: Option<char>) -> Sure<bool> {
    match c {
        None => Ok(true),
        Some(c) if c.is_whitespace() => Ok(true),
        Some(c) if c.is_ascii() => Ok(".,;!?-/:\"')>]}".contains(c)),
        Some(c) if c.is_alphanumeric() => Ok(false),
        Some(_) => Err(Unsure),
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece::*, *};

    #[test]
    fn markup_is_read_in_order() {
        assert_eq!(pieces("*a* **b** ``c * d`` `e` |f| :g:`h`."), [Substitution(24, "f")]);
        assert_eq!(
            pieces("see a_, `b c`_ and `d <e>`_ and f__."),
            [Reference(4, "a"), Reference(8, "b c")]
        );
        assert_eq!(pieces("snake_case_ and __init__, a_b, [1]_"), [Reference(0, "snake_case")]);
    }

    #[test]
    fn what_does_not_end_is_told() {
        assert_eq!(pieces("**kwargs are"), [Unclosed(0, "**")]);
        assert_eq!(pieces("a *b and ``c``"), [Unclosed(2, "*")]);
        assert_eq!(pieces("see ``a"), [Unclosed(4, "``")]);
        assert_eq!(pieces("see `a"), [Unclosed(4, "`")]);
        for text in ["2 * 3", "a*b", "\"*\"", "(*)", "x *", "a|b", "``*``", "*args\\*", "é*b"] {
            assert_eq!(pieces(text), [], "{text}");
        }
    }
}
