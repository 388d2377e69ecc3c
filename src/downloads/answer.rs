//! What a source answers.

use serde::Serialize;

use super::{Counts, Dimension, Window};
use crate::model::ProjectName;

/// The counts of one project from one source.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Whose downloads
    pub project: ProjectName,
    /// Where the numbers come from
    pub origin: Origin,
    /// The counts; a source that crosses everything gives one
    pub cubes: Vec<Counts>,
}

/// Where numbers come from, and what they count.
#[derive(Debug, Clone, Serialize)]
pub struct Origin {
    /// The source: `pypistats`, `clickhouse`, `bigquery`, `file`
    pub source: &'static str,
    /// Which table, address or file it was
    pub place: String,
    /// The days that the counts cover; unknown where the source does not say
    pub window: Option<Window>,
    /// Whose downloads are in them
    pub counted: Counted,
    /// Whether they are all
    pub completeness: Completeness,
    /// What nobody could read
    pub unread: Unread,
    /// What it cost, where it costs
    pub cost: Option<Cost>,
    /// It came from the cache on disk
    pub cached: bool,
    /// What else a reader must know, one sentence each
    pub notes: Vec<String>,
}

/// Whose downloads are in the counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// As asked: the text of [`Installers`](super::Installers)
    Asked(String),
    /// The source has its own rule, which no option changes. Ex) `all but four mirrors`
    Fixed(String),
    /// Nobody says
    Unknown,
}

/// Whether the rows are all that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completeness {
    /// They are
    Whole,
    /// The largest ones alone: shares are of their sum
    Top(u32),
}

/// Rows that could not be read: how much they stand for decides what the others can tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// How many
    pub rows: u64,
    /// Each stands for a number of downloads that nobody knows, and not for a single one
    pub unbounded: bool,
}

impl Unread {
    /// Downloads at most.
    pub fn most(self) -> u64 {
        if self.unbounded && self.rows > 0 { u64::MAX } else { self.rows }
    }
}

/// What a query cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cost {
    /// Bytes that are billed
    pub bytes: u64,
    /// By the list price, in US dollars
    pub dollars: f64,
}

impl Answer {
    /// The downloads by these dimensions, from the first counts that know them all.
    pub fn by(&self, dimensions: &[Dimension]) -> Option<Counts> {
        self.cubes.iter().find_map(|cube| cube.by(dimensions))
    }

    /// The same of these days alone, where days are told apart; otherwise all.
    pub fn by_within(&self, dimensions: &[Dimension], window: Window) -> Option<Counts> {
        let cube = self.cubes.iter().find(|cube| cube.has(dimensions))?;
        cube.within(window).by(dimensions)
    }

    /// Whether days are told apart together with these dimensions.
    pub fn has_days(&self, dimensions: &[Dimension]) -> bool {
        let cube = self.cubes.iter().find(|cube| cube.has(dimensions));
        cube.is_some_and(|cube| cube.has(&[Dimension::Day]))
    }
}
