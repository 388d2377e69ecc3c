//! What PyPI's renderer of reStructuredText is sure to refuse.
//!
//! Rule: [the grammar](https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html), of which
//! only text without indentation is looked at. No library reads the whole of it as docutils does,
//! whose every warning counts; what is not looked at is said by `MET025`.

mod blocks;
mod inline;
mod known;
mod names;

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, PoisonError},
};

use blocks::Blocks;
use inline::Piece;
use names::Names;

use crate::tables::Docutils;

/// Something that the renderer refuses.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::rules) struct Fault {
    /// Of the description, from 1
    pub(super) line: usize,
    /// What, as a clause
    pub(super) what: String,
    /// What to do
    pub(super) hint: &'static str,
}

/// More are not looked for.
const MOST: usize = 20;

/// A longer paragraph is let be.
const LONGEST: usize = 8 << 10;

/// The faults of the description that was read last. The wheels of a release share theirs, and
/// to read it takes longer than all other rules together.
#[derive(Debug, Default)]
pub(in crate::rules) struct LastRead(Mutex<Option<(String, Arc<[Fault]>)>>);

impl LastRead {
    /// The faults of a description, in order.
    pub(super) fn refused(&self, text: &str, known: &Docutils) -> Arc<[Fault]> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((same, faults)) = &*last
            && same == text
        {
            return faults.clone();
        }
        let faults: Arc<[Fault]> = refused(text, known).into();
        *last = Some((text.to_owned(), faults.clone()));
        faults
    }
}

/// The faults of a description, in order.
fn refused(text: &str, known: &Docutils) -> Vec<Fault> {
    let mut found = known::faults(text, known);
    if let Some(text) = plain(text) {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        markup(&lines, &mut found);
    }
    found.sort_by_key(|fault| fault.line);
    found.dedup_by_key(|fault| fault.line);
    found.truncate(MOST);
    found
}

/// The text with its tabs as blanks; `None` where Python breaks it into other lines.
fn plain(text: &str) -> Option<Cow<'_, str>> {
    let breaks = |c: char| {
        matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') || (c.is_control() && !"\r\n\t".contains(c))
    };
    let lone_return = text.replace("\r\n", "\n").contains('\r');
    if lone_return || text.contains(breaks) {
        return None;
    }
    if !text.contains('\t') {
        return Some(Cow::Borrowed(text));
    }
    let mut wide = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' => {
                let blanks = 8 - column % 8;
                wide.extend(std::iter::repeat_n(' ', blanks));
                column += blanks;
            }
            c => {
                wide.push(c);
                column = if c == '\n' { 0 } else { column + 1 };
            }
        }
    }
    Some(Cow::Owned(wide))
}

/// Titles, paragraphs, and what is in them.
fn markup(lines: &[&str], found: &mut Vec<Fault>) {
    let blocks = Blocks::of(lines);
    let names = Names::of(lines);
    for (number, text) in &blocks.texts {
        if text.len() > LONGEST || found.len() >= MOST {
            continue;
        }
        for piece in inline::pieces(text) {
            let (at, what, hint) = match piece {
                Piece::Unclosed(at, mark) => (
                    at,
                    format!("the mark {mark} begins and does not end"),
                    "end it, or write it as a literal between two backticks",
                ),
                Piece::Substitution(at, name) if !names.may_have_substitution(name) => (
                    at,
                    format!("the substitution `|{name}|` is not defined"),
                    "define it, or write the text itself: those of Sphinx are not there",
                ),
                Piece::Reference(at, name) if !names.may_have_target(name) => (
                    at,
                    format!("the reference `{name}_` leads nowhere"),
                    "define the target, or write the name as a literal between two backticks",
                ),
                _ => continue,
            };
            let line = number + 1 + text[..at].matches('\n').count();
            found.push(Fault { line, what: what.replace('\n', " "), hint });
        }
    }
    found.extend(blocks.fault);
}

#[cfg(test)]
mod tests;
