//! What every editor of a file is given, and the edits that several of them make.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Draft,
    braces::{self, Pruned},
    list, naming,
    toml::{Node, Site},
};
use crate::{
    drop::{
        Going,
        requires::{self, Raise},
    },
    model::PythonVersion,
};

/// A file under edit, and what is known of the project.
pub(super) struct Job<'j, 'd> {
    /// The file
    pub(super) draft: &'j mut Draft<'d>,
    /// What goes and what stays
    pub(super) going: &'j Going,
    /// Floors of stable ABI builds that are raised
    pub(super) floors: &'j BTreeSet<PythonVersion>,
}

impl Job<'_, '_> {
    /// The new floor.
    pub(super) fn floor(&self) -> PythonVersion {
        self.going.floor()
    }

    /// Whether a word names a Python that goes or went.
    pub(super) fn is_dead(&self, word: &str) -> bool {
        naming::is_dead(word, self.going)
    }

    /// Raises the range that stands at `range`, by the rule of `raise`.
    pub(super) fn raise(
        &mut self,
        key: &str,
        range: Range<usize>,
        raise: fn(&str, PythonVersion) -> Raise,
    ) {
        let old = &self.draft.text()[range.clone()];
        match raise(old, self.floor()) {
            Raise::Same => {}
            Raise::To(new) => {
                let what = format!("{key}: {} becomes {}", one_line(old), one_line(&new));
                self.draft.put(range, new, what);
            }
            Raise::Cannot(why) => {
                self.draft.leave(range.start, format!("{key} `{}`: {why}", one_line(old)));
            }
        }
    }

    /// Raises a Requires-Python.
    pub(super) fn requires(&mut self, key: &str, range: Range<usize>) {
        self.raise(key, range, requires::raise);
    }

    /// Puts the floor in the place of the one Python that a word names, if that goes.
    pub(super) fn lift(&mut self, key: &str, range: Range<usize>) {
        let old = &self.draft.text()[range.clone()];
        if let Some(new) = naming::renamed(old, self.floor()).filter(|_| self.is_dead(old)) {
            self.draft.put(range, new.clone(), format!("{key}: {old} becomes {new}"));
        }
    }

    /// The same for the string of a TOML value.
    pub(super) fn lift_text(&mut self, site: &Site<'_>) {
        if let Some(range) = self.inner(&site.entry.node) {
            self.lift(&site.entry.key, range);
        }
    }

    /// Where the content of a TOML string stands; one that has escapes and may matter is left.
    pub(super) fn inner(&mut self, node: &Node) -> Option<Range<usize>> {
        let text = node.text()?;
        let range = node.inner(self.draft.text());
        if range.is_none() {
            self.draft
                .leave(node.range.start, format!("`{}` is written with escapes", one_line(text)));
        }
        range
    }

    /// Takes items out of a list in brackets.
    pub(super) fn take_out(
        &mut self,
        range: &Range<usize>,
        items: &[Range<usize>],
        gone: &[bool],
        what: impl Fn(&str) -> String,
    ) {
        let text = self.draft.text();
        for (item, gone) in items.iter().zip(gone) {
            if *gone {
                self.draft.note(item.start, what(&one_line(&text[item.clone()])));
            }
        }
        for range in list::without(text, range, items, gone) {
            self.draft.also(range, "");
        }
    }

    /// Takes a key with its value out of a TOML table.
    pub(super) fn delete(&mut self, site: &Site<'_>, what: impl Into<String>) {
        let at = site.entry.key_range.start;
        match site.gone(self.draft.text()) {
            Some(ranges) => {
                self.draft.note(at, what);
                for range in ranges {
                    self.draft.also(range, "");
                }
            }
            None => {
                self.draft.leave(at, format!("{} only matters to Pythons that go", site.entry.key));
            }
        }
    }

    /// Takes dead words out of a list of TOML strings; each is pruned by its braces. What remains
    /// empty is handed to `emptied`.
    pub(super) fn prune_list(
        &mut self,
        site: &Site<'_>,
        node: &Node,
        dead: &dyn Fn(&str) -> bool,
        emptied: &mut dyn FnMut(&mut Self),
    ) {
        let key = &site.entry.key;
        let items = node.items();
        let pruned: Vec<Pruned> = items
            .iter()
            .map(|item| item.text().map_or(Pruned::Same, |text| braces::prune(text, dead)))
            .collect();
        let gone: Vec<bool> = pruned.iter().map(|it| *it == Pruned::Gone).collect();
        if !gone.is_empty() && gone.iter().all(|gone| *gone) {
            emptied(self);
            return;
        }
        for (item, pruned) in items.iter().zip(pruned) {
            if let (Pruned::Rest { text, dead }, Some(range)) =
                (pruned, item.inner(self.draft.text()))
            {
                let old = &self.draft.text()[range.clone()];
                self.draft.put(range.clone(), text.clone(), format!("{key}: {old} becomes {text}"));
                if dead {
                    self.draft
                        .leave(range.start, format!("{key}: `{text}` still names Pythons that go"));
                }
            }
        }
        let ranges: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
        self.take_out(&node.range, &ranges, &gone, |item| format!("{key}: {} goes", bare(item)));
    }
}

/// A text for a message: blanks and line ends as one blank each, and not too long.
pub(super) fn one_line(text: &str) -> String {
    const MOST: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None => line,
    }
}

/// A word without its quotes.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(['"', '\''])
}
