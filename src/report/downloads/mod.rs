//! Download shares: as text, JSON, CSV, Markdown, HTML, SVG and PNG.

mod compare;
mod text;

pub use compare::{compare_json, compare_text};
mod backtest;
mod text;

pub use backtest::backtest;
pub use text::text;

use crate::{
    advice::Verdict,
    downloads::{Answer, Dimension, Shares, Window},
};

/// All that is reported of one project.
#[derive(Debug)]
pub struct ProjectReport {
    /// What the source said
    pub answer: Answer,
    /// The days that shares are of; unknown where the source does not say
    pub window: Option<Window>,
    /// The shares of Pythons, then of each dimension that was asked for
    pub splits: Vec<(Dimension, Shares)>,
    /// What to do
    pub verdict: Option<Verdict>,
}
