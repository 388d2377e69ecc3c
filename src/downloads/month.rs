//! Calendar months.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::Window;
use crate::model::ParseError;

/// A calendar month of the years 0 to 9999. Ex) `2026-01`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u32);

/// December 9999, the last one that dates reach.
const LAST: u32 = 9999 * 12 + 11;

impl Month {
    /// The month that holds a day.
    pub fn of(day: Date) -> Self {
        let year = u32::try_from(day.year()).unwrap_or(0);
        let month = u32::try_from(day.month()).unwrap_or(1);
        Self((year * 12 + month - 1).min(LAST))
    }

    /// Its days.
    pub fn window(self) -> Window {
        let (year, month) = (i16::try_from(self.0 / 12), i8::try_from(self.0 % 12 + 1));
        let first = Date::new(year.unwrap_or(0), month.unwrap_or(1), 1).unwrap_or_default();
        Window::month(first)
    }

    /// So many months later, at most December 9999.
    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        Self(self.0.saturating_add(months).min(LAST))
    }

    /// So many months earlier, at least January of the year 0.
    #[must_use]
    pub fn minus(self, months: u32) -> Self {
        Self(self.0.saturating_sub(months))
    }

    /// The months from an earlier one to this; `None` where that is a later one.
    pub fn since(self, earlier: Self) -> Option<u32> {
        self.0.checked_sub(earlier.0)
    }
}

impl FromStr for Month {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let number = |digits: &str| -> Option<u32> {
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        text.split_once('-')
            .filter(|(year, month)| year.len() == 4 && month.len() == 2)
            .and_then(|(year, month)| Some((number(year)?, number(month)?)))
            .filter(|(_, month)| (1..=12).contains(month))
            .map(|(year, month)| Self(year * 12 + month - 1))
            .ok_or_else(|| {
                ParseError::new("month", text, text, "expected YEAR-MONTH such as 2026-01")
            })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.0 / 12, self.0 % 12 + 1))
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_are_counted() {
        let month: Month = "2025-11".parse().unwrap();
        assert_eq!(month.plus(2).to_string(), "2026-01");
        assert_eq!(month.plus(2).since(month), Some(2));
        assert_eq!(month.since(month.plus(2)), None);
        assert_eq!(month.minus(11).to_string(), "2024-12");
        assert_eq!(Month::of(date(2025, 11, 30)), month);
        assert_eq!(month.plus(3).window().to_string(), "2026-02-01 to 2026-02-28 (28 days)");
        assert_eq!(month.plus(u32::MAX).window().first, date(9999, 12, 1));
        assert_eq!(month.minus(u32::MAX).to_string(), "0000-01");
    }

    #[test]
    fn what_is_no_month_is_told() {
        for text in ["2026", "2026-13", "2026-00", "26-01", "2026-1", "+026-01", "2026-01-01"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
        let error = "2026-13".parse::<Month>().unwrap_err();
        insta::assert_snapshot!(error, @"invalid month `2026-13`: expected YEAR-MONTH such as 2026-01");
    }
}
