//! The one error of all parsers in [`crate::model`].

use std::fmt;

/// A text that is not what it should be: names the part at fault and the whole input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    what: &'static str,
    input: String,
    part: String,
    why: String,
}

impl ParseError {
    /// `what` names the kind of text ("wheel file name"), `part` the piece of `input` at fault,
    /// `why` what was expected of it.
    pub fn new(what: &'static str, input: &str, part: &str, why: impl Into<String>) -> Self {
        Self { what, input: shorten(input), part: shorten(part), why: why.into() }
    }

    /// The piece of the input at fault.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// What was expected of the part.
    pub fn why(&self) -> &str {
        &self.why
    }
}

/// Hostile input must not flood the terminal.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid {} `{}`: ", self.what, self.input)?;
        if self.part != self.input && !self.part.is_empty() {
            write!(f, "`{}`: ", self.part)?;
        }
        f.write_str(&self.why)
    }
}

impl std::error::Error for ParseError {}
