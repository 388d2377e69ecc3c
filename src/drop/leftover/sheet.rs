//! The leftovers of one file as they are found.

use super::{File, Kind, LONGEST_TEXT, Leftover};

/// More are not listed for one file.
pub(super) const MOST: usize = 500;

/// One file, its lines and what was found in them.
pub(super) struct Sheet<'a> {
    file: &'a File,
    /// Where each line begins
    starts: Vec<usize>,
    found: Vec<Leftover>,
    full: bool,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(file: &'a File) -> Self {
        let ends = file.text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Self { file, starts, found: Vec::new(), full: false }
    }

    pub(super) fn path(&self) -> &'a str {
        &self.file.path
    }

    pub(super) fn text(&self) -> &'a str {
        &self.file.text
    }

    /// The lines without their ends, and where each begins.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
        let mut at = 0;
        self.file.text.split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end_matches(['\n', '\r']))
        })
    }

    /// Notes a leftover at a byte. The same one is noted once.
    pub(super) fn add(&mut self, at: usize, kind: Kind, why: String, mend: impl Into<String>) {
        self.put(at, kind, why, mend.into(), true);
    }

    /// Notes that a whole line is left over.
    pub(super) fn add_line(&mut self, at: usize, kind: Kind, why: String, mend: impl Into<String>) {
        self.put(at, kind, why, mend.into(), false);
    }

    fn put(&mut self, at: usize, kind: Kind, why: String, mend: String, column: bool) {
        if self.found.len() == MOST {
            self.full = true;
            return;
        }
        let index = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let start = self.starts.get(index).copied().unwrap_or_default();
        let end = self.starts.get(index + 1).copied().unwrap_or(self.file.text.len());
        let before = self.file.text.get(start..at).unwrap_or_default();
        let leftover = Leftover {
            path: self.file.path.clone(),
            line: index + 1,
            column: column.then(|| before.chars().count() + 1),
            kind,
            text: shortened(self.file.text.get(start..end).unwrap_or_default()),
            why,
            mend,
        };
        if !self.found.contains(&leftover) {
            self.found.push(leftover);
        }
    }

    /// All that was found, by place.
    pub(super) fn done(mut self) -> Vec<Leftover> {
        self.found.sort_by(|a, b| {
            let key = |it: &Leftover| (it.line, it.column, it.kind);
            key(a).cmp(&key(b))
        });
        if self.full
            && let Some(last) = self.found.last_mut()
        {
            last.why += &format!("; there are more in this file than the {MOST} that are listed");
        }
        self.found
    }
}

/// A text on one line, without the space around it, cut to [`LONGEST_TEXT`] characters.
pub(super) fn shortened(text: &str) -> String {
    let text = text.trim();
    // Lines of minified files have no end.
    let text = &text[..text.floor_char_boundary(LONGEST_TEXT * 8)];
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= LONGEST_TEXT {
        return line;
    }
    let cut: String = line.chars().take(LONGEST_TEXT - 1).collect();
    format!("{cut}…")
}
