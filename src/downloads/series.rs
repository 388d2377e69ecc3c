//! Shares of Pythons over the months.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Counts, Dimension, Month, Value, Window, share::percent};
use crate::model::PythonVersion;

/// The downloads of one project from one source, month by month.
///
/// A series never joins two sources: they count different installers, and a step between them would
/// look like a change of users. Only whole calendar months stand in it: within a month workdays and
/// weekends are mixed as in any other, and the days of a running month are not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    months: BTreeMap<Month, MonthCounts>,
    left_out: BTreeSet<Month>,
}

/// One month of a series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct MonthCounts {
    /// Downloads whose Python is known
    known: u64,
    downloads: BTreeMap<PythonVersion, u64>,
}

/// A Python in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// When
    pub month: Month,
    /// Of the downloads whose Python is known, in percent
    pub share: f64,
    /// How many
    pub downloads: u64,
}

impl Series {
    /// The whole months of counts by day and Python; `None` where those are not told apart.
    ///
    /// A month is whole where all its days are in `covered`, the days that the source answered
    /// for; without it, the days from the first to the last row. Where rows are daily, a month also
    /// needs rows on three of four days: fewer are an outage of the source, or next to nothing.
    /// A row may also stand for a whole month: its day is then a month such as `2026-01`.
    pub fn of(counts: &Counts, covered: Option<Window>) -> Option<Self> {
        let counts = counts.by(&[Dimension::Day, Dimension::Python])?;
        let mut rows = Rows::default();
        for (key, downloads) in counts.rows() {
            if let [Value::Known(day), python] = key {
                rows.add(day, python, downloads);
            }
        }
        Some(rows.series(covered))
    }

    /// Its months, ascending.
    pub fn months(&self) -> impl DoubleEndedIterator<Item = Month> + ExactSizeIterator {
        self.months.keys().copied()
    }

    /// The last whole month.
    pub fn last(&self) -> Option<Month> {
        self.months.keys().next_back().copied()
    }

    /// Months of which some days are there and others are not: the running one, the first one.
    pub fn left_out(&self) -> impl Iterator<Item = Month> {
        self.left_out.iter().copied()
    }

    /// Months between the first and the last that are not there.
    pub fn gaps(&self) -> Vec<Month> {
        let (Some((&first, _)), Some(last)) = (self.months.first_key_value(), self.last()) else {
            return Vec::new();
        };
        let between = (0..last.since(first).unwrap_or(0)).map(|months| first.plus(months));
        between.filter(|month| !self.months.contains_key(month)).collect()
    }

    /// The Pythons that were ever seen, oldest first.
    pub fn pythons(&self) -> BTreeSet<PythonVersion> {
        self.months.values().flat_map(|month| month.downloads.keys().copied()).collect()
    }

    /// A Python in a month; `None` where the month is not there. A Python that nobody used has a
    /// share of 0.
    pub fn point(&self, python: PythonVersion, month: Month) -> Option<Point> {
        let counts = self.months.get(&month).filter(|counts| counts.known > 0)?;
        let downloads = counts.downloads.get(&python).copied().unwrap_or(0);
        Some(Point { month, share: percent(downloads, counts.known), downloads })
    }

    /// A Python in each month, ascending; gaps are left out.
    pub fn points(&self, python: PythonVersion) -> impl Iterator<Item = Point> {
        self.months().filter_map(move |month| self.point(python, month))
    }

    /// The months up to this one.
    #[must_use]
    pub fn until(&self, last: Month) -> Self {
        let months = self.months.range(..=last).map(|(month, counts)| (*month, counts.clone()));
        Self { months: months.collect(), left_out: BTreeSet::new() }
    }

    /// How much the share of a Python changed in the twelve months before the last one, in points
    /// of percent; `None` where the month a year before is not there.
    pub fn change_in_year(&self, python: PythonVersion) -> Option<f64> {
        let last = self.last()?;
        Some(self.point(python, last)?.share - self.point(python, last.minus(12))?.share)
    }
}

/// Rows on their way into a [`Series`].
#[derive(Debug, Default)]
pub(super) struct Rows {
    months: BTreeMap<Month, Seen>,
}

/// What was seen of a month.
#[derive(Debug, Default)]
struct Seen {
    counts: MonthCounts,
    days: BTreeSet<Date>,
    /// A row stands for all its days
    whole: bool,
}

impl Rows {
    /// Adds a row of a day or of a whole month; whether it is one.
    pub(super) fn add(&mut self, day: &str, python: &Value, downloads: u64) -> bool {
        let date = day.parse::<Date>().ok();
        let Some(month) = date.map(Month::of).or_else(|| day.parse().ok()) else { return false };
        let seen = self.months.entry(month).or_default();
        match date {
            Some(date) => _ = seen.days.insert(date),
            None => seen.whole = true,
        }
        if let Some(version) = python.text().and_then(|text| text.parse().ok()) {
            let counts = &mut seen.counts;
            counts.known = counts.known.saturating_add(downloads);
            let sum = counts.downloads.entry(version).or_default();
            *sum = sum.saturating_add(downloads);
        }
        true
    }

    /// The whole months of them.
    pub(super) fn series(self, covered: Option<Window>) -> Series {
        let days = || self.months.values().flat_map(|seen| &seen.days);
        let covered = covered.or_else(|| Window::new(*days().min()?, *days().max()?));
        let daily = self.months.values().any(|seen| seen.days.len() > 1);
        let is_whole = |month: Month, seen: &Seen| {
            let window = month.window();
            let inside = covered.is_some_and(|covered| {
                covered.contains(window.first) && covered.contains(window.last)
            });
            let days = u32::try_from(seen.days.len()).unwrap_or(u32::MAX);
            seen.whole || inside && (!daily || days.saturating_mul(4) >= window.days() * 3)
        };
        let mut series = Series::default();
        for (month, seen) in self.months {
            if !is_whole(month, &seen) {
                series.left_out.insert(month);
            } else if seen.counts.known > 0 {
                series.months.insert(month, seen.counts);
            }
        }
        series
    }
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;

    const OLD: PythonVersion = PythonVersion::new(3, 8);
    const NEW: PythonVersion = PythonVersion::new(3, 14);

    /// Each day `old` downloads of one Python, 10 of another and 5 of nobody knows which.
    fn daily(first: Date, last: Date, old: impl Fn(Date) -> u64) -> Counts {
        let mut counts = Counts::new(vec![Dimension::Python, Dimension::Day]);
        for day in first.series(1.day()).take_while(|day| *day <= last) {
            let day_value = || Value::known(&day.to_string());
            counts.add(vec![Value::known("3.8"), day_value()], old(day));
            counts.add(vec![Value::known("3.14"), day_value()], 10);
            counts.add(vec![Value::Unknown, day_value()], 5);
        }
        counts
    }

    fn months(series: &Series) -> Vec<String> {
        series.months().map(|month| month.to_string()).collect()
    }

    #[test]
    fn only_whole_months_stand_in_it() {
        let counts = daily(date(2025, 9, 15), date(2026, 1, 10), |_| 30);
        let series = Series::of(&counts, None).unwrap();
        assert_eq!(months(&series), ["2025-10", "2025-11", "2025-12"]);
        let left_out: Vec<String> = series.left_out().map(|month| month.to_string()).collect();
        assert_eq!(left_out, ["2025-09", "2026-01"]);
        let point = series.point(OLD, series.last().unwrap()).unwrap();
        assert_eq!((point.share, point.downloads), (75.0, 30 * 31));
        assert_eq!(series.points(NEW).map(|point| point.share).collect::<Vec<_>>(), [25.0; 3]);
        let narrow = Window::new(date(2025, 11, 1), date(2025, 11, 30));
        assert_eq!(months(&Series::of(&counts, narrow).unwrap()), ["2025-11"]);
    }

    #[test]
    fn a_month_that_lacks_days_is_a_gap() {
        let counts = daily(date(2025, 9, 1), date(2025, 12, 31), |_| 30);
        let outage = Window::new(date(2025, 10, 3), date(2025, 10, 20)).unwrap();
        let counts = counts.only(Dimension::Day, |day| {
            let day: Date = day.text().unwrap().parse().unwrap();
            !outage.contains(day)
        });
        let series = Series::of(&counts, None).unwrap();
        assert_eq!(months(&series), ["2025-09", "2025-11", "2025-12"]);
        assert_eq!(series.gaps(), ["2025-10".parse().unwrap()]);
    }

    #[test]
    fn a_year_changes_a_share() {
        let old = |day: Date| if day < date(2025, 12, 1) { 30 } else { 10 };
        let counts = daily(date(2024, 12, 1), date(2025, 12, 31), old);
        let series = Series::of(&counts, None).unwrap();
        assert_eq!(series.change_in_year(OLD), Some(-25.0));
        assert_eq!(series.change_in_year(PythonVersion::new(3, 9)), Some(0.0));
        let later = counts.only(Dimension::Day, |day| day.text() > Some("2024-12-05"));
        assert_eq!(Series::of(&later, None).unwrap().change_in_year(OLD), None);
    }

    #[test]
    fn a_row_may_be_a_month() {
        let mut counts = Counts::new(vec![Dimension::Day, Dimension::Python]);
        counts.add(vec![Value::known("2026-01"), Value::known("3.8")], 1);
        counts.add(vec![Value::known("2026-01"), Value::known("3.14")], 3);
        counts.add(vec![Value::known("someday"), Value::known("3.14")], 3);
        let series = Series::of(&counts, None).unwrap();
        assert_eq!(series.points(OLD).next().map(|point| point.share), Some(25.0));
        assert_eq!(series.pythons(), [OLD, NEW].into());
    }

    #[test]
    fn without_days_there_is_no_series() {
        assert_eq!(Series::of(&Counts::new(vec![Dimension::Python]), None), None);
        let empty = Series::of(&Counts::new(vec![Dimension::Day, Dimension::Python]), None);
        assert_eq!(empty.unwrap().last(), None);
    }
}
