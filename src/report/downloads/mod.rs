//! Download shares: as text, JSON, CSV, Markdown, HTML, SVG and PNG.
//!
//! Every format is a pure function of a [`DownloadsReport`]: no clock, no terminal, no environment.
//! Values come from whoever downloaded, and anybody can send anything: each format escapes them by
//! its own rules.

mod backtest;
mod bar;
mod chart;
mod compare;
mod csv;
mod fold;
mod head;
mod json;
mod markdown;
mod number;
mod outlook;
mod page;
mod png;
mod side_by_side;
mod text;

pub use backtest::backtest;
pub use chart::svg;
pub use compare::{compare_csv, compare_json, compare_markdown, compare_text};
pub use csv::csv;
pub use json::json;
pub use markdown::markdown;
pub use outlook::{Band, Crossing, Monthly, Outlook};
pub use page::{Page, page};
pub use png::{PictureError, png};
pub use text::text;

pub(super) use head::facts as origin_facts;
pub(super) use number::percent;

use jiff::civil::Date;

use crate::{
    advice::{Verdict, WheelAdvice},
    downloads::{Answer, Dimension, Shares, Window},
    model::PythonVersion,
    tables::Pythons,
};

/// The answer to `relkit pyversions`: one project or several side by side.
#[derive(Debug)]
pub struct DownloadsReport<'a> {
    /// The day that ends of life are compared with
    pub as_of: Date,
    /// When each Python ends
    pub pythons: &'a Pythons,
    /// The projects in the order in which they were asked for
    pub projects: Vec<ProjectReport>,
}

/// All that is reported of one project.
#[derive(Debug)]
pub struct ProjectReport {
    /// What the source said
    pub answer: Answer,
    /// The days that shares are of; unknown where the source does not say
    pub window: Option<Window>,
    /// The shares of Pythons, then of each dimension that was asked for
    pub splits: Vec<(Dimension, Shares)>,
    /// The shares of Pythons month by month
    pub series: Vec<Monthly>,
    /// How these may go on
    pub forecasts: Vec<Outlook>,
    /// What to do
    pub verdict: Option<Verdict>,
    /// What the downloads say of wheels
    pub advice: WheelAdvice,
    /// The conditions of `--fail-if`
    pub gates: Vec<Gate>,
    /// What else a reader must know, one sentence each; those of the source stand in its answer
    pub notes: Vec<String>,
}

impl ProjectReport {
    /// A report with shares alone.
    pub fn new(answer: Answer, window: Option<Window>, splits: Vec<(Dimension, Shares)>) -> Self {
        Self {
            answer,
            window,
            splits,
            series: Vec::new(),
            forecasts: Vec::new(),
            verdict: None,
            advice: WheelAdvice::default(),
            gates: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Its name.
    fn name(&self) -> &str {
        self.answer.project.as_str()
    }

    /// The shares of Pythons.
    fn pythons(&self) -> Option<&Shares> {
        let split = self.splits.iter().find(|(dimension, _)| *dimension == Dimension::Python);
        split.map(|(_, shares)| shares)
    }

    /// The notes of the source, then those of the report.
    fn all_notes(&self) -> impl Iterator<Item = &str> {
        self.answer.origin.notes.iter().chain(&self.notes).map(String::as_str)
    }
}

/// One condition of `--fail-if`, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// As it was typed. Ex) `3.8 > 1%`
    pub condition: String,
    /// What is so, as a sentence without a full stop. Ex) `3.8 has 18.87 %`
    pub found: String,
    /// What follows
    pub outcome: Outcome,
}

/// What came of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The condition to fail is not met
    Passed,
    /// It is met
    Failed,
    /// Nothing tells, which never counts as passed
    Unknown,
}

impl Outcome {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// How much of long lists is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Rows of a split: the largest ones, and the rest as one row; `None` shows all
    pub rows: Option<usize>,
}

impl Default for View {
    fn default() -> Self {
        Self { rows: Some(12) }
    }
}

impl View {
    /// Everything.
    pub const ALL: Self = Self { rows: None };
}

/// The end of a Python's life, and whether it is past; of other texts nothing.
fn end_of_life(report: &DownloadsReport<'_>, label: &str) -> Option<(Date, bool)> {
    let version: PythonVersion = label.parse().ok()?;
    let end = report.pythons.get(version)?.end_of_life;
    Some((end, end <= report.as_of))
}
