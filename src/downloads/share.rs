//! Shares of one dimension.

use std::{cmp::Reverse, str::FromStr};

use pep440_rs::Version;
use serde::Serialize;

use super::{Counts, Value};

/// The values of one dimension with their shares.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Shares {
    /// All downloads, those of unknown value included
    pub total: u64,
    /// Downloads whose value is known
    pub known: u64,
    /// One row a value
    pub rows: Vec<Share>,
}

/// One value and its share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The value
    pub value: Value,
    /// How often
    pub downloads: u64,
    /// Of all downloads, in percent
    pub percent: f64,
    /// Of the downloads whose value is known, in percent; absent for what is no known value
    pub percent_of_known: Option<f64>,
}

/// The order of rows. What is no known value comes last in each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sorting {
    /// By version where values are versions, the newest first; else by name
    #[default]
    Version,
    /// The most downloaded first
    Share,
}

impl Shares {
    /// The shares of counts with one dimension.
    pub fn of(counts: &Counts, sorting: Sorting) -> Self {
        let total = counts.total();
        let rows = counts.rows().filter_map(|(key, downloads)| Some((key.first()?, downloads)));
        let mut rows: Vec<(&Value, u64)> = rows.collect();
        let known = rows.iter().filter(|(value, _)| value.text().is_some());
        let known = known.fold(0_u64, |sum, (_, downloads)| sum.saturating_add(*downloads));
        match sorting {
            Sorting::Version => rows.sort_by_cached_key(|(value, _)| version_key(value)),
            Sorting::Share => rows.sort_by_cached_key(|(value, downloads)| {
                (value.text().is_none(), Reverse(*downloads), (*value).clone())
            }),
        }
        let rows = rows.into_iter().map(|(value, downloads)| Share {
            value: value.clone(),
            downloads,
            percent: percent(downloads, total),
            percent_of_known: value.text().map(|_| percent(downloads, known)),
        });
        Self { total, known, rows: rows.collect() }
    }

    /// The row of a value.
    pub fn get(&self, value: &Value) -> Option<&Share> {
        self.rows.iter().find(|row| row.value == *value)
    }
}

/// A part of a whole in percent; 0 of nothing.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub(super) fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

/// Versions from the newest to the oldest, then texts, then what is no known value.
fn version_key(value: &Value) -> (u8, Option<Reverse<Version>>, Value) {
    let version = value.text().and_then(|text| Version::from_str(text).ok());
    let class = match (&version, value.text()) {
        (Some(_), _) => 0,
        (None, Some(_)) => 1,
        (None, None) => 2,
    };
    (class, version.map(Reverse), value.clone())
}
