//! One file while it is edited.

use std::ops::Range;

use super::{Change, EditError, Edited, Left};
use crate::syntax::Splices;

/// Larger files are not edited: 4 MiB.
const LARGEST: usize = 4 << 20;

/// A file's text, and what is to be changed in it.
pub(super) struct Draft<'a> {
    path: &'a str,
    whole: &'a str,
    text: &'a str,
    splices: Splices,
    changes: Vec<Change>,
    left: Vec<Left>,
    covered: Vec<Range<usize>>,
    ends: Vec<usize>,
}

impl<'a> Draft<'a> {
    /// Of this file. A byte order mark is no part of the text that is edited.
    pub(super) fn new(path: &'a str, whole: &'a str) -> Result<Self, EditError> {
        if whole.len() > LARGEST {
            return Err(EditError {
                path: path.to_owned(),
                line: None,
                why: "larger than 4 MiB".to_owned(),
                hint: "is it the right file?",
            });
        }
        let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
        Ok(Self {
            path,
            whole,
            text,
            splices: Splices::default(),
            changes: Vec::new(),
            left: Vec::new(),
            covered: Vec::new(),
            ends: text.match_indices('\n').map(|(at, _)| at).collect(),
        })
    }

    /// Path from the project's folder.
    pub(super) fn path(&self) -> &'a str {
        self.path
    }

    /// The text, without a byte order mark.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end < at) + 1
    }

    /// How the file ends its lines.
    pub(super) fn line_end(&self) -> &'static str {
        match self.ends.first() {
            Some(&end) if self.text[..end].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// Puts `new` in the place of the bytes of `range`.
    pub(super) fn put(
        &mut self,
        range: Range<usize>,
        new: impl Into<String>,
        what: impl Into<String>,
    ) {
        self.note(range.start, what);
        self.also(range, new);
    }

    /// Puts `new` there too, as part of a change that is noted already.
    pub(super) fn also(&mut self, range: Range<usize>, new: impl Into<String>) {
        self.covered.push(range.clone());
        self.splices.put(range, new);
    }

    /// Notes what is done at a byte.
    pub(super) fn note(&mut self, at: usize, what: impl Into<String>) {
        self.changes.push(Change { line: self.line(at), what: what.into() });
    }

    /// Names a line that is not edited.
    pub(super) fn leave(&mut self, at: usize, why: impl Into<String>) {
        let left = Left { path: self.path.to_owned(), line: self.line(at), why: why.into() };
        if !self.left.contains(&left) {
            self.left.push(left);
        }
    }

    /// Whether bytes are changed, or their line is left.
    pub(super) fn is_settled(&self, range: &Range<usize>) -> bool {
        let line = self.line(range.start);
        self.covered.iter().any(|it| it.start <= range.start && range.end <= it.end)
            || self.left.iter().any(|left| left.line == line)
    }

    /// The failure of this file at a byte.
    pub(super) fn error(&self, at: usize, why: impl Into<String>, hint: &'static str) -> EditError {
        let line = Some(self.line(at));
        EditError { path: self.path.to_owned(), line, why: why.into(), hint }
    }

    /// Takes every change back and leaves its line instead.
    pub(super) fn forget(&mut self, why: &str) {
        self.splices = Splices::default();
        for Change { line, what } in std::mem::take(&mut self.changes) {
            self.left.push(Left {
                path: self.path.to_owned(),
                line,
                why: format!("{what}: {why}"),
            });
        }
    }

    /// Whether something changes.
    pub(super) fn is_changed(&self) -> bool {
        !self.splices.is_empty()
    }

    /// The edited file, if it changes, and what is left in it.
    pub(super) fn finish(mut self) -> Result<(Option<Edited>, Vec<Left>), EditError> {
        self.left.sort();
        if self.splices.is_empty() {
            return Ok((None, self.left));
        }
        let splices = std::mem::take(&mut self.splices);
        let edited = splices.apply(self.text).map_err(|overlap| {
            self.error(overlap.at, overlap.to_string(), "edit this line by hand")
        })?;
        self.changes.sort();
        let mark = &self.whole[..self.whole.len() - self.text.len()];
        let edited = Edited {
            path: self.path.to_owned(),
            before: self.whole.to_owned(),
            after: format!("{mark}{edited}"),
            changes: self.changes,
        };
        Ok((Some(edited), self.left))
    }
}
