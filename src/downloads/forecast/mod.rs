//! How the share of a Python goes on.
//!
//! The analogue model: a Python of some age changes as earlier Pythons did at that age. The last
//! share, as a logit, moves by the changes of [`DownloadsAgeing`]: the median, and the range that
//! held eight of ten. Trend lines through the last year do worse than no change at all, because
//! decline comes late and then fast; `relkit pyversions --backtest` shows it on one's own history.
//!
//! Pythons are foretold one by one: their medians need not sum to 100.

pub(crate) mod logit;
mod refusal;

use serde::Serialize;

use self::logit::{logit, share, small};
pub use self::refusal::NoForecast;
use super::{Month, Series};
use crate::{
    model::PythonVersion,
    tables::{DownloadsAgeing, Drift, Pythons},
};

/// Whole months that a series needs among the last [`RECENT`] ones.
const LEAST_MONTHS: u32 = 3;
/// The months that show whether a series is alive.
const RECENT: u32 = 6;

/// The share of a Python in one month to come, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Forecast {
    /// The month
    pub month: Month,
    /// One in ten is below
    pub low: f64,
    /// As many above as below
    pub median: f64,
    /// One in ten is above
    pub high: f64,
}

/// The months to come of one Python, as far as the table knows: up to three years.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlook {
    /// Which Python
    pub python: PythonVersion,
    /// The last whole month of the series
    pub since: Month,
    /// Its share in that month, in percent
    pub share: f64,
    /// The months after it, ascending and without a gap
    pub months: Vec<Forecast>,
}

impl Outlook {
    /// Foretells a Python from the last month of a series.
    pub fn of(
        series: &Series,
        python: PythonVersion,
        ageing: &DownloadsAgeing,
        pythons: &Pythons,
    ) -> Result<Self, NoForecast> {
        let since = series.last().ok_or(NoForecast::NoMonths)?;
        let released = pythons.get(python).ok_or(NoForecast::Unknown { python })?;
        let released = Month::of(released.released);
        let (youngest, oldest) = (ageing.youngest(), ageing.oldest());
        let age = since.since(released).filter(|age| *age >= youngest);
        let age = age.ok_or(NoForecast::Young { python, youngest })?;
        if age > oldest {
            return Err(NoForecast::Old { python, oldest });
        }
        let recent = series.months().rev().take_while(|month| month.plus(RECENT) > since).count();
        let recent = small(recent);
        if recent < LEAST_MONTHS {
            return Err(NoForecast::FewMonths { months: recent, needed: LEAST_MONTHS });
        }
        let point = series.point(python, since).ok_or(NoForecast::NoMonths)?;
        if point.share < ageing.least_share || point.downloads < ageing.least_downloads {
            let least = ageing.least_share;
            return Err(NoForecast::Noise {
                python,
                share: point.share,
                downloads: point.downloads,
                least,
            });
        }
        let months = (1..)
            .map_while(|ahead| Some((since.plus(ahead), ageing.drift(age, ahead)?)))
            .map(|(month, drift)| Forecast::of(month, point.share, drift, ageing.noise))
            .collect();
        Ok(Self { python, since, share: point.share, months })
    }

    /// The months between which the share falls under a limit in percent: under it in one of ten
    /// cases in the first, in nine of ten in the last and ever after. `None` where it is under it
    /// now, and where the last one is not within the outlook: then [`Self::not_before`] may know
    /// half of it.
    pub fn crossing(&self, below: f64) -> Option<(Month, Month)> {
        let first = self.first_under(below)?;
        let under = self.months.iter().rev().take_while(|forecast| forecast.high < below);
        Some((first, under.last()?.month))
    }

    /// The share does not fall under a limit before this month, in nine of ten cases; `None` where
    /// it is under it now, and where the outlook is empty.
    pub fn not_before(&self, below: f64) -> Option<Month> {
        let end = self.months.last().map(|last| last.month.plus(1));
        self.first_under(below).or(end).filter(|_| self.share >= below)
    }

    fn first_under(&self, below: f64) -> Option<Month> {
        let first = self.months.iter().find(|forecast| forecast.low < below);
        first.filter(|_| self.share >= below).map(|forecast| forecast.month)
    }
}

impl Forecast {
    /// A share after a change.
    pub(crate) fn of(month: Month, from: f64, drift: Drift, noise: f64) -> Self {
        let after = |change: f64| share(logit(from, noise) + change);
        Self { month, low: after(drift.low), median: after(drift.median), high: after(drift.high) }
    }
}

#[cfg(test)]
mod tests;
