//! `downloads_ageing.toml`: how the shares of Pythons changed at an age.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Table;

/// How the share of a Python changes, by its age and by how far one looks ahead.
///
/// Changes are of the logit of the share: ln(s / (100 - s)), s in percent. A share of 20 % whose
/// logit changes by -0.7 becomes 11 %. The quantiles are of the changes of earlier Pythons at the
/// same age, in many packages; `check` says how good they were where the Python itself was left out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DownloadsAgeing {
    /// The last day of the history that the table is made of
    pub as_of: Date,
    /// Where that history comes from
    pub source: String,
    /// The share from which on the table holds, in percent
    pub least_share: f64,
    /// Downloads of a Python in a month from which on its share is more than noise
    pub least_downloads: u64,
    /// A smaller share counts as this, in percent
    pub noise: f64,
    /// How far ahead each column looks, in months, ascending
    pub horizons: Vec<u32>,
    /// What came of it where each Python was foretold by the others alone
    pub check: Vec<AgeingCheck>,
    /// One row an age, ascending
    pub age: Vec<AgeRow>,
}

/// The back-test of one horizon, made together with the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeingCheck {
    /// Months ahead
    pub horizon: u32,
    /// Package, Python and month: how many were foretold
    pub points: u32,
    /// How many real shares lay between low and high, in percent; 80 are meant to
    pub inside: f64,
    /// The mean absolute error of the median, in points of percent
    pub error: f64,
    /// The same error of the last share carried forward
    pub carried: f64,
}

/// The changes at one age. The columns are those of the horizons, as many as are known.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeRow {
    /// Months since the month of the release
    pub months: u32,
    /// How many changes were seen
    pub points: Vec<u32>,
    /// One in ten changed by less
    pub low: Vec<f64>,
    /// Half of them changed by less
    pub median: Vec<f64>,
    /// Nine in ten changed by less
    pub high: Vec<f64>,
}

/// A change of the logit of a share: what to expect, and the range that holds eight of ten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// One in ten is below
    pub low: f64,
    /// Half of them are below
    pub median: f64,
    /// One in ten is above
    pub high: f64,
}

impl Drift {
    /// No change.
    pub const NONE: Self = Self { low: 0.0, median: 0.0, high: 0.0 };

    /// A part of the way from here to another.
    #[must_use]
    fn towards(self, other: Self, part: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * part;
        Self {
            low: mix(self.low, other.low),
            median: mix(self.median, other.median),
            high: mix(self.high, other.high),
        }
    }
}

impl AgeRow {
    fn drift(&self, column: usize) -> Option<Drift> {
        Some(Drift {
            low: *self.low.get(column)?,
            median: *self.median.get(column)?,
            high: *self.high.get(column)?,
        })
    }
}

impl DownloadsAgeing {
    /// The youngest age that is known, in months.
    pub fn youngest(&self) -> u32 {
        self.age.first().map_or(0, |row| row.months)
    }

    /// The oldest age that is known, in months.
    pub fn oldest(&self) -> u32 {
        self.age.last().map_or(0, |row| row.months)
    }

    /// The change of a Python of this age in so many months. Between two ages and two horizons it
    /// is in proportion; beyond those of the table nothing is known.
    pub fn drift(&self, age: u32, horizon: u32) -> Option<Drift> {
        let place = self.horizons.partition_point(|known| *known < horizon);
        let after = *self.horizons.get(place)?;
        let later = self.at(age, place)?;
        let (before, sooner) = match place.checked_sub(1) {
            Some(place) => (*self.horizons.get(place)?, self.at(age, place)?),
            None => (0, Drift::NONE),
        };
        Some(sooner.towards(later, part(before, horizon, after)))
    }

    /// The change at an age in one column.
    fn at(&self, age: u32, column: usize) -> Option<Drift> {
        let place = self.age.partition_point(|row| row.months < age);
        let older = self.age.get(place)?;
        if older.months == age {
            return older.drift(column);
        }
        let younger = self.age.get(place.checked_sub(1)?)?;
        let part = part(younger.months, age, older.months);
        Some(younger.drift(column)?.towards(older.drift(column)?, part))
    }
}

/// How far a number is on the way between two others, 0 to 1.
fn part(from: u32, at: u32, to: u32) -> f64 {
    if to == from { 1.0 } else { f64::from(at - from) / f64::from(to - from) }
}

impl Table for DownloadsAgeing {
    const FILE: &'static str = "downloads_ageing.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/downloads_ageing.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        if !self.horizons.is_sorted_by(|a, b| a < b) || self.horizons.first() == Some(&0) {
            return Some("horizons are not months in order".to_owned());
        }
        if !self.age.is_sorted_by(|a, b| a.months < b.months) {
            return Some("ages are not in order".to_owned());
        }
        self.age.iter().find_map(|row| {
            let columns = row.points.len();
            let even = [&row.low, &row.median, &row.high].iter().all(|list| list.len() == columns);
            let in_order = (0..columns).filter_map(|column| row.drift(column)).all(|drift| {
                drift.low <= drift.median && drift.median <= drift.high && drift.high.is_finite()
            });
            (!even || !in_order || columns > self.horizons.len())
                .then(|| format!("age {}: low, median and high do not fit", row.months))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    fn table() -> DownloadsAgeing {
        let row = |months, low: &[f64]| AgeRow {
            months,
            points: vec![20; low.len()],
            low: low.to_vec(),
            median: low.iter().map(|low| low / 2.0).collect(),
            high: vec![0.0; low.len()],
        };
        DownloadsAgeing {
            horizons: vec![3, 6],
            age: vec![row(12, &[-1.0, -2.0]), row(18, &[-2.0, -4.0]), row(24, &[-3.0])],
            ..Tables::embedded().load().unwrap()
        }
    }

    #[test]
    fn changes_between_the_rows_are_in_proportion() {
        let low = |age, horizon| table().drift(age, horizon).map(|drift| drift.low);
        assert_eq!(low(12, 3), Some(-1.0));
        assert_eq!(low(15, 3), Some(-1.5));
        assert_eq!(low(18, 5), Some(-2.0 - 2.0 * 2.0 / 3.0));
        assert_eq!(low(12, 0), Some(0.0));
        assert_eq!(table().drift(18, 6).map(|drift| drift.median), Some(-2.0));
    }

    #[test]
    fn beyond_the_table_nothing_is_known() {
        let table = table();
        assert_eq!(table.drift(11, 3), None);
        assert_eq!(table.drift(25, 3), None);
        assert_eq!(table.drift(18, 7), None);
        assert_eq!(table.drift(20, 4), None, "the older neighbour does not know 6 months");
        assert_eq!((table.youngest(), table.oldest()), (12, 24));
    }

    #[test]
    fn a_table_that_does_not_fit_is_told() {
        let mut wrong = table();
        wrong.age[1].high.pop();
        insta::assert_snapshot!(wrong.problem().unwrap(), @"age 18: low, median and high do not fit");
        let mut wrong = table();
        wrong.age[0].low[0] = 1.0;
        insta::assert_snapshot!(wrong.problem().unwrap(), @"age 12: low, median and high do not fit");
        let wrong = DownloadsAgeing { horizons: vec![6, 3], ..table() };
        insta::assert_snapshot!(wrong.problem().unwrap(), @"horizons are not months in order");
    }

    #[test]
    fn eight_of_ten_real_shares_lay_in_the_range() {
        let table: DownloadsAgeing = Tables::embedded().load().unwrap();
        assert_eq!(table.horizons, table.check.iter().map(|row| row.horizon).collect::<Vec<_>>());
        for row in &table.check {
            assert!((75.0..=85.0).contains(&row.inside), "{row:?}");
            assert!(row.error < row.carried && row.points > 1000, "{row:?}");
        }
    }
}
