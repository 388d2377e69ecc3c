//! What it costs to let a Python go, what it saves, and what is to be edited: as text, Markdown and
//! JSON.
//!
//! Every format is a pure function of a [`DropReport`].

mod json;
mod markdown;
mod sentences;
#[cfg(test)]
mod tests;
mod text;

pub use json::json;
pub use markdown::markdown;
pub use text::text;

use jiff::civil::Date;

use super::downloads::ProjectReport;
use crate::{
    advice::{Fallbacks, PlanCost, PythonFacts},
    drop::{Going, leftover::Aside},
    model::PythonVersion,
    tables::Pythons,
};

/// All that `relkit drop` reports.
#[derive(Debug)]
pub struct DropReport<'a> {
    /// The project
    pub project: &'a str,
    /// The day that ends of life are compared with
    pub as_of: Date,
    /// When each Python ends
    pub pythons: &'a Pythons,
    /// What goes and what stays
    pub going: &'a Going,
    /// Which of those that go are supported now; none where they went before
    pub supported_now: &'a [PythonVersion],
    /// Requires-Python as it is, with the file and line that say so
    pub requires_now: Option<(String, String)>,
    /// Requires-Python as it is after the edits; `None` where no file states it plainly
    pub requires_then: Option<String>,
    /// Who runs what, or why that is not known
    pub downloads: Result<&'a ProjectReport, String>,
    /// What each release saves, or why that is not known
    pub saving: Result<Saving, String>,
    /// The release that sizes come from
    pub sized: Option<&'a str>,
    /// Who falls back to which release, and where the releases are listed; or why that is not known
    pub fallbacks: Result<(&'a Fallbacks, String), String>,
    /// Whether setup.py refuses the dropped Pythons after this
    pub guard: Guard,
    /// The files that are to change
    pub edits: Vec<EditedFile>,
    /// What is left to be done by hand
    pub left: Vec<LeftLine>,
    /// Files that were not searched for that, by path, and why
    pub left_out: Vec<(String, Aside)>,
    /// Whether the files were written
    pub written: bool,
    /// What else a reader must know
    pub notes: Vec<String>,
}

/// What a release saves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// Without all that go; `None` where no plan is left
    pub together: Option<PlanCost>,
    /// Without each alone
    pub each: Vec<(PythonVersion, PlanCost)>,
}

/// Whether setup.py refuses the dropped Pythons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// It does: it names this release
    There(String),
    /// It does not, and why
    No(String),
}

/// A file that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedFile {
    /// From the project's folder, with `/`
    pub path: String,
    /// Line, counted from 1, and what is done there
    pub changes: Vec<(usize, String)>,
}

/// A line to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftLine {
    /// From the project's folder, with `/`
    pub path: String,
    /// Counted from 1
    pub line: usize,
    /// What it is: `edit` for a line that states Pythons, `unread` for a file that cannot be read,
    /// else the kind of leftover
    pub kind: String,
    /// Why it can go
    pub why: String,
    /// What to do about it, where that is known
    pub mend: Option<String>,
    /// The line, cut; empty where it says nothing
    pub text: String,
}

impl DropReport<'_> {
    /// Whether nothing speaks of the dropped Pythons any more.
    pub fn is_done(&self) -> bool {
        self.supported_now.is_empty() && self.edits.is_empty() && self.left.is_empty()
    }

    /// What downloads say of a Python.
    fn facts(&self, python: PythonVersion) -> Option<&PythonFacts> {
        let verdict = self.downloads.as_ref().ok()?.verdict.as_ref()?;
        verdict.rows.iter().find(|row| row.python == python).map(|row| &row.facts)
    }

    /// The end of a Python's life, and whether it is past.
    fn end_of_life(&self, python: PythonVersion) -> Option<(Date, bool)> {
        let end = self.pythons.get(python)?.end_of_life;
        Some((end, end <= self.as_of))
    }

    /// The share of all that go, of the downloads with a known Python, in percent.
    fn share(&self) -> Option<f64> {
        let facts = self.going.dropped().iter().map(|python| self.facts(*python));
        self.downloads.as_ref().ok()?;
        // Begun at zero: the sum of no numbers at all is -0.0.
        Some(facts.flatten().fold(0.0, |sum, facts| sum + facts.share))
    }

    /// Their share among the users of the newest release.
    fn share_of_newest(&self) -> Option<f64> {
        let facts = self.going.dropped().iter().filter_map(|python| self.facts(*python));
        let known: Option<Vec<f64>> = facts.map(|facts| facts.share_of_newest).collect();
        known.filter(|known| !known.is_empty()).map(|known| known.iter().sum())
    }
}
