//! What is known of each Python before it is judged.

use jiff::civil::Date;
use serde::Serialize;

use super::{Newest, PlanCost, amount::percent};
use crate::{
    downloads::{Completeness, Shares, Value},
    model::{PythonVersion, RequiresPython},
    tables::Pythons,
};

/// What is known of each Python that users run or that the project supports.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// One row a Python, oldest first
    pub pythons: Vec<PythonFacts>,
    /// What the project says now
    pub requires_python: Option<RequiresPython>,
    /// The release that [`PythonFacts::share_of_newest`] is of
    pub newest_release: Option<String>,
    /// How many rows the source gave, where it gave the largest alone
    pub top: Option<u32>,
    /// Downloads with a known Python
    pub known: u64,
    /// Downloads without one, in percent of all
    pub unknown: f64,
}

/// What is known of one Python. Shares are in percent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PythonFacts {
    /// Which one
    pub version: PythonVersion,
    /// Its share of all downloads whose Python is known
    pub share: f64,
    /// The share is not known but is at most this: the source gave the largest rows alone
    pub at_most: bool,
    /// Its share among the downloads of the project's newest release, of those whose Python is known
    pub share_of_newest: Option<f64>,
    /// The change of its share in a year, in points
    pub change_in_year: Option<f64>,
    /// The first and the last day between which the share is expected to fall below
    /// [`Rules::few`](super::Rules::few)
    pub crossing: Option<(Date, Date)>,
    /// What it costs in a release
    pub cost: Option<PlanCost>,
    /// Whether the project's Requires-Python allows it; `None` where the project says nothing
    pub supported: Option<bool>,
    /// Whether the plan builds for it or tests on it; `None` where there is no plan
    pub planned: Option<bool>,
}

impl PythonFacts {
    /// A Python of which nothing but its share is known.
    pub fn new(version: PythonVersion, share: f64) -> Self {
        Self {
            version,
            share,
            at_most: false,
            share_of_newest: None,
            change_in_year: None,
            crossing: None,
            cost: None,
            supported: None,
            planned: None,
        }
    }
}

impl Facts {
    /// Of the shares of Pythons; what else is known is added by the methods below.
    pub fn of(shares: &Shares, completeness: Completeness) -> Self {
        let mut pythons: Vec<PythonFacts> = shares
            .rows
            .iter()
            .filter_map(|row| {
                let version = row.value.text()?.parse().ok()?;
                Some(PythonFacts::new(version, row.percent_of_known?))
            })
            .collect();
        pythons.sort_by_key(|python| python.version);
        let top = match completeness {
            Completeness::Whole => None,
            Completeness::Top(rows) => Some(rows),
        };
        let known = shares.known;
        let unknown = percent(shares.total.saturating_sub(known), shares.total);
        Self { pythons, top, known, unknown, ..Self::default() }
    }

    /// Adds the shares among the users of the newest release. Too few downloads say nothing and are
    /// left aside.
    #[must_use]
    pub fn newest(mut self, newest: &Newest) -> Self {
        if !newest.is_enough() {
            return self;
        }
        self.newest_release = Some(newest.version.clone());
        for python in &mut self.pythons {
            let value = Value::known(&python.version.to_string());
            let share = newest.shares.get(&value).and_then(|share| share.percent_of_known);
            python.share_of_newest = Some(share.unwrap_or(0.0));
        }
        self
    }

    /// Adds the shares of a year ago. Both must come from one source with one filter.
    #[must_use]
    pub fn year_ago(mut self, then: &Shares) -> Self {
        if then.known == 0 {
            return self;
        }
        for python in &mut self.pythons {
            let value = Value::known(&python.version.to_string());
            let share = then.get(&value).and_then(|share| share.percent_of_known);
            if !python.at_most {
                python.change_in_year = Some(python.share - share.unwrap_or(0.0));
            }
        }
        self
    }

    /// Adds what the project says: its Requires-Python, and the Pythons of its plan. Those that it
    /// supports and nobody runs become rows, too. Call it before [`Facts::newest`].
    #[must_use]
    pub fn project(
        mut self,
        requires: Option<&RequiresPython>,
        planned: Option<&[PythonVersion]>,
        pythons: &Pythons,
        on: Date,
    ) -> Self {
        let is_planned = |version| planned.map(|planned| planned.contains(&version));
        let allowed = |version| requires.map(|requires| requires.allows(version));
        // Where the source gave the largest rows alone, a missing one is no larger than the last.
        let least = self.top.map(|_| self.pythons.iter().map(|it| it.share).fold(100.0, f64::min));
        for row in pythons.released(on) {
            let wanted =
                allowed(row.version) == Some(true) || is_planned(row.version) == Some(true);
            if wanted && self.get(row.version).is_none() {
                let missing = PythonFacts::new(row.version, least.unwrap_or(0.0));
                self.pythons.push(PythonFacts { at_most: least.is_some(), ..missing });
            }
        }
        self.pythons.sort_by_key(|python| python.version);
        for python in &mut self.pythons {
            python.supported = allowed(python.version);
            python.planned = is_planned(python.version);
        }
        self.requires_python = requires.cloned();
        self
    }

    /// Adds what each Python costs.
    #[must_use]
    pub fn costs(mut self, cost: impl Fn(PythonVersion) -> Option<PlanCost>) -> Self {
        for python in &mut self.pythons {
            python.cost = cost(python.version);
        }
        self
    }

    /// Adds when each share is expected to fall below the limit.
    #[must_use]
    pub fn crossings(mut self, crossing: impl Fn(PythonVersion) -> Option<(Date, Date)>) -> Self {
        for python in &mut self.pythons {
            python.crossing = crossing(python.version);
        }
        self
    }

    /// The row of a version.
    pub fn get(&self, version: PythonVersion) -> Option<&PythonFacts> {
        self.pythons.iter().find(|python| python.version == version)
    }
}
