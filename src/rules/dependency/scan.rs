//! A place in a text, going forward only.

/// What is left of a text.
#[derive(Debug, Clone)]
pub(super) struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Goes on behind white space. Fields that go on over several lines have line ends in them.
    pub(super) fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Whether this comes next.
    pub(super) fn peek(&self, text: &str) -> bool {
        self.rest.starts_with(text)
    }

    /// Whether one of these comes next.
    pub(super) fn peek_any(&self, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.peek(text))
    }

    /// What comes next as long as the characters are of a kind.
    pub(super) fn peek_while(&self, kind: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !kind(c)).unwrap_or(self.rest.len());
        &self.rest[..end]
    }

    /// Goes on behind this, if it comes next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let next = self.rest.strip_prefix(text);
        self.rest = next.unwrap_or(self.rest);
        next.is_some()
    }

    /// Goes on behind so many bytes that were peeked at.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// The error that something else was expected here.
    pub(super) fn expected(&self, what: &str) -> String {
        if self.is_done() {
            format!("expected {what} at the end")
        } else {
            format!("expected {what} at `{}`", shown(self.rest))
        }
    }
}

/// A text, short enough for a message.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
