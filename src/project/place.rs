//! Where a fact was read: every message and every `--explain` names it.

use std::{fmt, ops::Deref, sync::Arc};

/// A file and, where there is one, a line in it. Spelled `pyproject.toml:12`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path from the project's folder, with `/`
    pub file: Arc<str>,
    /// Counted from 1; `None` for the file as a whole
    pub line: Option<u32>,
}

impl Place {
    /// A whole file.
    pub fn file(file: &str) -> Self {
        Self { file: file.into(), line: None }
    }

    /// A line of a file, counted from 1.
    pub fn line(file: &str, line: u32) -> Self {
        Self { file: file.into(), line: Some(line) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// A value and the place that says it. Stands for its value where only that matters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact<T> {
    /// What is said
    pub value: T,
    /// Where it is said
    pub place: Place,
}

impl<T> Fact<T> {
    /// A fact from its value and place.
    pub const fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// The same place, another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        Fact { value: change(self.value), place: self.place }
    }
}

impl<T> Deref for Fact<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Where the lines of a text end, so that the line of any byte is found fast.
#[derive(Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    /// Of this text.
    pub(super) fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line, counted from 1, of a byte; past the end it is the last line.
    pub(super) fn at(&self, byte: usize) -> u32 {
        let before = self.0.partition_point(|end| *end < byte);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

/// The column, counted in characters from 1, of a byte of a text.
pub(super) fn column_at(text: &str, byte: usize) -> u32 {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    u32::try_from(text[start..end].chars().count() + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let text = "a = 1\nä = 2\n";
        let lines = Lines::of(text);
        assert_eq!((lines.at(0), column_at(text, 0)), (1, 1));
        // The end of a line belongs to it.
        assert_eq!((lines.at(5), column_at(text, 5)), (1, 6));
        assert_eq!((lines.at(9), column_at(text, 9)), (2, 3));
        // Inside a character, and past the end.
        assert_eq!((lines.at(7), column_at(text, 7)), (2, 1));
        assert_eq!((lines.at(99), column_at(text, 99)), (3, 1));
    }
}
