//! Days of timestamps that are texts, and months.

use jiff::{Timestamp, civil::Date};

use crate::downloads::{
    Month, Window,
    aggregate::{date_of, days_of},
};

/// When downloads were: a day, or all days of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    /// The day in days since 1970; of a month its first one
    pub(super) first: i32,
    /// The same, or the last day of the month
    pub(super) last: i32,
}

impl Time {
    /// One day.
    pub(super) fn day(day: i32) -> Self {
        Self { first: day, last: day }
    }

    /// The month that holds a day.
    pub(super) fn month(day: i32) -> Option<Self> {
        let Window { first, last } = Window::month(date_of(day)?);
        Some(Self { first: days_of(first), last: days_of(last) })
    }

    /// Whether it is more than a day.
    pub(super) fn is_month(self) -> bool {
        self.first < self.last
    }
}

/// Reads days; remembers the last one, since rows of one day stand together.
#[derive(Debug, Default)]
pub(super) struct Days {
    last: Option<([u8; 10], i32)>,
}

impl Days {
    /// The time of a row. `monthly` is whether the column is one of months, so that a day there
    /// stands for its month.
    ///
    /// Ex) `2025-02`, and what [`of`](Self::of) reads
    pub(super) fn time(&mut self, text: &str, monthly: bool) -> Option<Time> {
        if let Ok(month) = text.trim().parse::<Month>() {
            return Time::month(days_of(month.window().first));
        }
        let day = self.of(text)?;
        if monthly { Time::month(day) } else { Some(Time::day(day)) }
    }

    /// The days from 1 January 1970 to that of a timestamp, in UTC; [`None`] for what is none.
    ///
    /// Ex) `2025-02-10`, `2025-02-10T11:12:13Z`, `2025-02-10 11:12:13.123456 UTC` (`BigQuery`'s
    /// exports), `2025-02-10T01:00:00+02:00`, `1739145600.0` (`BigQuery`'s REST interface)
    pub(super) fn of(&mut self, text: &str) -> Option<i32> {
        let text = text.trim();
        if let Some((day, time)) = text.as_bytes().split_first_chunk::<10>()
            && day[4] == b'-'
        {
            return if is_utc(time) {
                self.day(*day)
            } else {
                let moment: Timestamp = text.parse().ok()?;
                i32::try_from(moment.as_second().div_euclid(86_400)).ok()
            };
        }
        let seconds: f64 = text.parse().ok()?;
        // From 2000, when there was no PyPI, to the end of 9999: smaller numbers are years, or days
        // without dashes.
        let possible = (946_684_800.0..253_402_300_800.0).contains(&seconds);
        #[expect(clippy::cast_possible_truncation, reason = "the range was looked at")]
        possible.then(|| (seconds / 86_400.0) as i32)
    }

    fn day(&mut self, text: [u8; 10]) -> Option<i32> {
        if let Some((last, days)) = self.last
            && last == text
        {
            return Some(days);
        }
        let day: Date = std::str::from_utf8(&text).ok()?.parse().ok()?;
        let days = days_of(day);
        self.last = Some((text, days));
        Some(days)
    }
}

/// Whether what follows a day is nothing or a time in UTC.
fn is_utc(rest: &[u8]) -> bool {
    let Some((b'T' | b't' | b' ', time)) = rest.split_first() else { return rest.is_empty() };
    let ends: [&[u8]; 6] = [b" UTC", b"Z", b"z", b"+00:00", b"+0000", b"+00"];
    let time = ends.iter().find_map(|end| time.strip_suffix(*end)).unwrap_or(time);
    time.len() >= 5 && time.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_gives_the_day_in_utc() {
        let day = 20_129;
        for text in [
            "2025-02-10",
            " 2025-02-10 ",
            "2025-02-10T11:12:13Z",
            "2025-02-10 11:12:13 UTC",
            "2025-02-10 23:59:59.999999 UTC",
            "2025-02-10 11:12:13+00:00",
            "2025-02-10 11:12:13",
            "2025-02-11T00:30:00+02:00",
            "1739145600.0",
            "1.7391456E9",
            "1739231999",
        ] {
            assert_eq!(Days::default().of(text), Some(day), "{text}");
        }
    }

    #[test]
    fn months_have_all_their_days() {
        let mut days = Days::default();
        let february = Time { first: 20_120, last: 20_147 };
        assert_eq!(days.time("2025-02", false), Some(february));
        assert_eq!(days.time("2025-02-01", true), Some(february));
        assert_eq!(days.time("2025-02-10", false), Some(Time::day(20_129)));
        assert!(february.is_month() && !Time::day(1).is_month());
        for text in ["2025-13", "2025", "02", ""] {
            assert_eq!(days.time(text, true), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        let mut days = Days::default();
        assert!(days.of("2025-02-10").is_some());
        for text in [
            "",
            "2025",
            "20250210",
            "2025-02-30",
            "2025-02-10x",
            "2025-02-10 soon",
            "2025-02-10T1",
            "inf",
            "-1",
            "1e300",
            "NaN",
            "\0\0\0\0-\0\0\0\0\0\0",
            "2025-02-1é",
            "üüüü-üü-üü",
        ] {
            assert_eq!(days.of(text), None, "{text}");
        }
    }
}
