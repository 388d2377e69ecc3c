//! Python as words, strings and signs.

/// A piece of Python as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Word(&'a str),
    /// A string without prefix and without escapes
    Plain(&'a str),
    /// Any other string
    Other,
    Sign(char),
}

/// A token and its bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) token: Token<'a>,
}

impl Spot<'_> {
    /// Whether this is that sign.
    pub(super) fn is(&self, sign: char) -> bool {
        self.token == Token::Sign(sign)
    }

    /// Whether this is that word.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.token == Token::Word(word)
    }

    /// What this does to the depth of brackets: 1, -1 or 0.
    pub(super) fn turn(&self) -> isize {
        match self.token {
            Token::Sign('(' | '[' | '{') => 1,
            Token::Sign(')' | ']' | '}') => -1,
            _ => 0,
        }
    }
}

/// The text in pieces. Comments and blanks are left out.
pub(super) fn tokens(text: &str) -> Vec<Spot<'_>> {
    let mut out: Vec<Spot<'_>> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (length, token) = if c == '#' {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if c == '"' || c == '\'' {
            let (length, inner) = string(rest, c);
            // A letter just before the quote is a prefix: raw, bytes, or with values put in.
            let prefixed =
                out.last().is_some_and(|it| matches!(it.token, Token::Word(_)) && it.end == at);
            let plain = inner.filter(|inner| !prefixed && !inner.contains('\\'));
            (length, Some(plain.map_or(Token::Other, Token::Plain)))
        } else if c.is_alphanumeric() || c == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            let length = end.unwrap_or(rest.len());
            (length, Some(Token::Word(&rest[..length])))
        } else {
            (c.len_utf8(), (!c.is_whitespace()).then_some(Token::Sign(c)))
        };
        out.extend(token.map(|token| Spot { start: at, end: at + length, token }));
        at += length;
    }
    out
}

/// How long the string is that begins here, and what is in it; `None` when it has no end.
fn string(text: &str, quote: char) -> (usize, Option<&str>) {
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let mark = if text.starts_with(&triple) { 3 } else { 1 };
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(mark) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if mark == 1 && c == '\n' {
            return (at, None);
        } else if text[at..].starts_with(&triple[..mark]) {
            return (at + mark, Some(&text[mark..at]));
        }
    }
    (text.len(), None)
}
