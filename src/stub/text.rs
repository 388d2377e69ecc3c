//! The text of a message: what installers show as it is, and nothing that plays tricks.

/// uv shows 80 columns and moves the output of a backend right by 9; longer lines are folded.
pub const COLUMNS: usize = 71;

/// No address that people open is longer.
const LONGEST_WORD: usize = 2000;

/// More lines than this are not read.
pub const LINES: usize = 20;

/// Why a text cannot be a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// There is nothing to read
    #[error("the message is empty")]
    Empty,
    /// A character that is not shown, or that changes what stands around it
    #[error("line {line}, column {column}: U+{code:04X} is not shown as it is")]
    Character {
        /// From 1
        line: usize,
        /// In characters, from 1
        column: usize,
        /// The code point
        code: u32,
    },
    /// A line of several words that would be folded
    #[error("line {line} has {columns} columns: uv folds lines of more than {most}", most = COLUMNS)]
    Wide {
        /// From 1
        line: usize,
        /// How many characters it has
        columns: usize,
    },
    /// Too much to read
    #[error("the message has {0} lines: more than {most} are not read", most = LINES)]
    Long(usize),
}

/// A message that is fit to be shown, its lines without their ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Vec<String>);

impl Message {
    /// Checks a text. Windows' line ends become plain ones; spaces at the ends of lines and empty
    /// lines at the end go.
    pub fn of(text: &str) -> Result<Self, TextError> {
        let mut lines = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim_end_matches(' ');
            if let Some((at, c)) = line.chars().enumerate().find(|(_, c)| is_trick(*c)) {
                return Err(TextError::Character { line: number, column: at + 1, code: c.into() });
            }
            let columns = line.chars().count();
            // An address cannot be broken; folded it is still there.
            if columns > COLUMNS && (line.trim().contains(' ') || columns > LONGEST_WORD) {
                return Err(TextError::Wide { line: number, columns });
            }
            lines.push(line.to_owned());
        }
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        match lines.len() {
            0 => Err(TextError::Empty),
            long if long > LINES => Err(TextError::Long(long)),
            _ => Ok(Self(lines)),
        }
    }

    /// A text of relkit's own: long lines are folded between words, but commands, which are moved
    /// right, stay whole.
    pub fn folded(text: &str) -> Result<Self, TextError> {
        let mut lines: Vec<String> = Vec::new();
        for (number, line) in (1..).zip(text.trim_end().lines()) {
            if let Some((at, c)) = line.chars().enumerate().find(|(_, c)| is_trick(*c)) {
                return Err(TextError::Character { line: number, column: at + 1, code: c.into() });
            }
            if line.starts_with(' ') {
                lines.push(line.to_owned());
            } else {
                fold(line, &mut lines);
            }
        }
        if lines.is_empty() { Err(TextError::Empty) } else { Ok(Self(lines)) }
    }

    /// The whole, a line end after each line but the last.
    pub fn text(&self) -> String {
        self.0.join("\n")
    }

    /// The lines, at least one.
    pub fn lines(&self) -> &[String] {
        &self.0
    }

    /// Whether Python 2.7 needs to be told the encoding of the file (PEP 263).
    pub fn needs_coding(&self) -> bool {
        !self.0.iter().all(|line| line.is_ascii())
    }
}

/// Breaks a line where the next word would be one too far.
fn fold(line: &str, lines: &mut Vec<String>) {
    let mut open = String::new();
    for word in line.split(' ') {
        if !open.is_empty() && open.chars().count() + 1 + word.chars().count() > COLUMNS {
            lines.push(std::mem::take(&mut open));
        }
        if !open.is_empty() {
            open.push(' ');
        }
        open.push_str(word);
    }
    lines.push(open);
}

/// Controls, line separators of Unicode, marks of direction, and what has no width.
fn is_trick(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Message::of(text).unwrap_err().to_string()
    }

    #[test]
    fn faults_have_a_place() {
        insta::assert_snapshot!(error(" \n\n"), @"the message is empty");
        insta::assert_snapshot!(error("a\nb\tc"), @"line 2, column 2: U+0009 is not shown as it is");
        insta::assert_snapshot!(error("a\rb"), @"line 1, column 2: U+000D is not shown as it is");
        insta::assert_snapshot!(error("é\u{202e}"), @"line 1, column 2: U+202E is not shown as it is");
        insta::assert_snapshot!(
            error(&format!("{} b", "a".repeat(70))),
            @"line 1 has 72 columns: uv folds lines of more than 71"
        );
        insta::assert_snapshot!(
            error(&"a\n".repeat(21)),
            @"the message has 21 lines: more than 20 are not read"
        );
    }

    #[test]
    fn long_lines_are_folded_and_commands_are_not() {
        let long = format!("{} bcd efg\n  {}", "a".repeat(68), "x y ".repeat(30).trim_end());
        let message = Message::folded(&long).unwrap();
        let widths: Vec<usize> = message.lines().iter().map(String::len).collect();
        assert_eq!(widths, [68, 7, 121]);
        assert_eq!(message.lines()[1], "bcd efg");
        assert_eq!(Message::folded(""), Err(TextError::Empty));
    }

    #[test]
    fn fit_texts_stay() {
        let message = Message::of("a \r\n  b\n\nc\n\n").unwrap();
        assert_eq!(message.lines(), ["a", "  b", "", "c"]);
        assert!(!message.needs_coding());
        let address = format!("https://example.invalid/{}", "a".repeat(70));
        assert_eq!(Message::of(&address).unwrap().lines(), [address.as_str()]);
        assert!(Message::of("don’t").unwrap().needs_coding());
    }
}
