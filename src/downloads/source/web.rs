//! What the sources without a key share: days, missing dimensions, answers that are no JSON.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    downloads::{Counts, Dimension, SourceError, Wanted, Window},
    net::Response,
};

/// Rows of one answer. A project with a hundred releases has some 300,000 in half a year, by day,
/// release and Python.
pub(super) const ROWS: usize = 1_000_000;

/// Days that a sentence names; the others are counted.
const NAMED: usize = 3;

/// The days of a question that an answer has.
#[derive(Debug, Default)]
pub(super) struct Days(BTreeSet<Date>);

impl Days {
    pub(super) fn extend(&mut self, days: impl IntoIterator<Item = Date>) {
        self.0.extend(days);
    }

    /// From the first to the last; [`None`] where there is none.
    pub(super) fn window(&self) -> Option<Window> {
        Window::new(*self.0.first()?, *self.0.last()?)
    }

    /// Whether one of them lies in it.
    pub(super) fn any_in(&self, window: Window) -> bool {
        self.0.range(window.first..=window.last).next().is_some()
    }

    /// What to say where days of the window have no counts.
    pub(super) fn gaps(&self, source: &str, window: Window) -> Option<String> {
        let mut gaps = Vec::new();
        let mut missing = 0_usize;
        for day in window.first.series(jiff::Span::new().days(1)) {
            if day > window.last {
                break;
            }
            if !self.0.contains(&day) {
                missing += 1;
                if gaps.len() < NAMED {
                    gaps.push(day.to_string());
                }
            }
        }
        if missing == 0 {
            return None;
        }
        let more = if missing > gaps.len() { ", …" } else { "" };
        let (days, gaps) = (window.days(), gaps.join(", "));
        Some(format!("{source} has no counts of {missing} of the {days} days: {gaps}{more}"))
    }
}

/// What to say of dimensions that were asked for and that no counts tell apart.
pub(super) fn missing(source: &str, wanted: &Wanted, cubes: &[Counts]) -> Option<String> {
    let lacks = |dimension: &&Dimension| !cubes.iter().any(|cube| cube.has(&[**dimension]));
    let missing: Vec<&str> =
        wanted.dimensions.iter().filter(lacks).map(|dimension| dimension.as_str()).collect();
    (!missing.is_empty())
        .then(|| format!("{source} does not tell downloads apart by {}", missing.join(", ")))
}

/// An answer that is not what it should be.
pub(super) fn malformed(place: &str, why: impl Into<String>) -> SourceError {
    SourceError::Malformed { place: place.to_owned(), why: why.into() }
}

/// Why a body is no JSON of the expected shape.
pub(super) fn not_json(
    place: &str,
    what: &str,
    response: &Response,
    error: &serde_json::Error,
) -> SourceError {
    let page = response.content_type.as_deref() == Some("text/html");
    malformed(
        place,
        if page {
            format!("expected {what}, found a page of HTML")
        } else if error.is_eof() {
            format!("expected {what}; it ends in the middle")
        } else {
            format!("expected {what}: {error}")
        },
    )
}
