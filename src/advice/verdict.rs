//! Which Pythons to drop, keep and watch.

use jiff::civil::Date;
use serde::Serialize;

use crate::{model::PythonVersion, tables::Pythons};

/// What to do with a Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Support it no longer
    Drop,
    /// Support it
    Keep,
    /// Support it, and ask again: near a limit, or near its end of life
    Watch,
}

/// What is known of each Python.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The Pythons that the project supports, oldest first
    pub pythons: Vec<PythonFacts>,
}

/// What is known of one Python. Shares are in percent.
#[derive(Debug, Clone, PartialEq)]
pub struct PythonFacts {
    /// Which one
    pub version: PythonVersion,
    /// Its share of all downloads whose Python is known
    pub share: f64,
    /// Its share among the downloads of the project's newest release
    pub share_of_newest: Option<f64>,
    /// The change of its share in a year, in points
    pub change_in_year: Option<f64>,
    /// What it costs in a release
    pub cost: Option<PlanCost>,
}

/// What a Python costs in a release.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PlanCost {
    /// Wheels that are built for it alone
    pub files: usize,
    /// Jobs that run for it alone
    pub jobs: usize,
    /// Their bytes, where sizes are known
    pub bytes: Option<u64>,
}

/// One reason, as a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason(pub String);

/// The verdict of one Python.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerdictRow {
    /// Which one
    pub python: PythonVersion,
    /// What to do
    pub action: Action,
    /// Why, the weightiest first
    pub reasons: Vec<Reason>,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// One row a Python, oldest first
    pub rows: Vec<VerdictRow>,
    /// The `Requires-Python` that follows. Ex) `>=3.10`
    pub requires_python: Option<String>,
}

/// A share below which a dead Python is dropped, in percent.
const FEW: f64 = 5.0;

/// Judges each Python on a day.
pub fn verdict(facts: &Facts, pythons: &Pythons, on: Date) -> Verdict {
    let rows: Vec<VerdictRow> = facts
        .pythons
        .iter()
        .map(|python| {
            let dead = pythons.get(python.version).is_some_and(|row| row.end_of_life <= on);
            let action = match (dead, python.share < FEW) {
                (true, true) => Action::Drop,
                (true, false) => Action::Watch,
                _ => Action::Keep,
            };
            VerdictRow { python: python.version, action, reasons: Vec::new() }
        })
        .collect();
    let oldest = rows.iter().find(|row| row.action != Action::Drop).map(|row| row.python);
    Verdict { requires_python: oldest.map(|oldest| format!(">={oldest}")), rows }
}
