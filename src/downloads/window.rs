//! Whole days.

use std::fmt;

use jiff::{ToSpan, civil::Date};
use serde::Serialize;

/// Whole days in UTC, both ends included. Whole days make the same question the same tomorrow: a
/// query over them is answered from caches, at no cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Window {
    /// The first day
    pub first: Date,
    /// The last day
    pub last: Date,
}

impl Window {
    /// All days of which there may be downloads.
    pub const ALWAYS: Self =
        Self { first: Date::constant(1970, 1, 1), last: Date::constant(9999, 12, 31) };

    /// The days from `first` to `last`; `None` where there is none.
    pub fn new(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// The last `days` whole days before `today`.
    ///
    /// Multiples of seven hold each weekday as often: on workdays other Pythons download than on
    /// weekends.
    pub fn before(today: Date, days: u16) -> Option<Self> {
        let last = today.checked_sub(1.day()).ok()?;
        let first = today.checked_sub(i64::from(days).days()).ok()?;
        Self::new(first, last)
    }

    /// The calendar month that holds the day.
    pub fn month(of: Date) -> Self {
        Self { first: of.first_of_month(), last: of.last_of_month() }
    }

    /// Whether it is made of whole calendar months.
    pub fn is_whole_months(&self) -> bool {
        self.first.day() == 1 && self.last == self.last.last_of_month()
    }

    /// The days that lie in both.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        Self::new(self.first.max(other.first), self.last.min(other.last))
    }

    /// How many days there are.
    pub fn days(&self) -> u32 {
        let span = self.last.duration_since(self.first).as_hours() / 24;
        u32::try_from(span).unwrap_or(0) + 1
    }

    /// Whether each weekday stands in it as often as any other.
    pub fn is_whole_weeks(&self) -> bool {
        self.days().is_multiple_of(7)
    }

    /// Whether the day lies in it.
    pub fn contains(&self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    /// The smallest window that holds both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.days();
        let unit = if days == 1 { "day" } else { "days" };
        write!(f, "{} to {} ({days} {unit})", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_whole_and_counted() {
        let window = Window::before(date(2026, 11, 22), 28).unwrap();
        assert_eq!(window.to_string(), "2026-10-25 to 2026-11-21 (28 days)");
        assert!(window.is_whole_weeks());
        assert!(!Window::month(date(2026, 10, 5)).is_whole_weeks());
        assert_eq!(Window::new(date(2026, 1, 2), date(2026, 1, 1)), None);
        let quarter = Window::new(date(2024, 1, 1), date(2024, 3, 31)).unwrap();
        assert!(quarter.is_whole_months() && !window.is_whole_months());
        let february = Window::month(date(2024, 2, 2));
        assert_eq!(quarter.and(february), Some(february));
        assert_eq!(quarter.and(window), None);
        assert_eq!(Window::before(date(2026, 11, 22), 0), None);
    }
}
