//! Shares over time as they are reported: what was, and what may be.

use jiff::civil::Date;

use super::number;
use crate::model::PythonVersion;

/// The shares of one Python month by month.
#[derive(Debug, Clone, PartialEq)]
pub struct Monthly {
    /// Which one
    pub python: PythonVersion,
    /// The first day of a month and the share in percent, oldest first
    pub months: Vec<(Date, f64)>,
}

/// How the share of one Python may go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Which one
    pub python: PythonVersion,
    /// Month by month, after the last one that is known
    pub bands: Vec<Band>,
    /// When it falls under given shares
    pub crossings: Vec<Crossing>,
}

/// What may be in one month, in percent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The first day of the month
    pub month: Date,
    /// One in ten is lower
    pub low: f64,
    /// As likely higher as lower
    pub median: f64,
    /// One in ten is higher
    pub high: f64,
}

/// When a share falls under a limit; as a range, or not at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// The limit in percent
    pub percent: f64,
    /// The earliest month
    pub first: Date,
    /// The latest month
    pub last: Date,
}

impl Monthly {
    /// What a place in a picture goes by: the last share, and where that is nothing the greatest one,
    /// as less than any.
    pub(super) fn weight(&self) -> f64 {
        let last = self.months.last().map_or(0.0, |it| it.1);
        let greatest = self.months.iter().map(|it| it.1).fold(0.0, f64::max);
        if last > 0.0 { last } else { greatest - 100.0 }
    }
}

impl Outlook {
    /// `2027-10: 2.10 % to 4.50 %, half of the cases under 3.20 %; under 1 % between 2028-03 and
    /// 2029-01`
    pub(in crate::report) fn sentence(&self) -> String {
        let mut parts = Vec::new();
        if let Some(band) = self.bands.last() {
            let [low, median, high] = [band.low, band.median, band.high].map(number::percent);
            let month = number::month(band.month);
            parts.push(format!("{month}: {low} to {high}, median {median}"));
        }
        for crossing in &self.crossings {
            let [first, last] = [crossing.first, crossing.last].map(number::month);
            let when = if first == last {
                format!("in {first}")
            } else {
                format!("between {first} and {last}")
            };
            parts.push(format!("under {} % {when}", crossing.percent));
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_ranges() {
        let mut outlook = Outlook {
            python: PythonVersion::new(3, 9),
            bands: vec![Band { month: date(2027, 10, 1), low: 2.1, median: 3.2, high: 4.5 }],
            crossings: vec![
                Crossing { percent: 5.0, first: date(2027, 1, 1), last: date(2027, 9, 1) },
                Crossing { percent: 0.5, first: date(2028, 3, 1), last: date(2028, 3, 9) },
            ],
        };
        insta::assert_snapshot!(outlook.sentence(), @"2027-10: 2.10 % to 4.50 %, median 3.20 %; under 5 % between 2027-01 and 2027-09; under 0.5 % in 2028-03");
        outlook.bands.clear();
        outlook.crossings.clear();
        assert_eq!(outlook.sentence(), "");
    }
}
