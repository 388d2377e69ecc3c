//! What a query may cost, and in which parts it is asked so that it stays within the limit.
//!
//! The table is clustered: a dry run knows the days that are read, and not how few of their blocks
//! hold the project. Its number is an upper bound, often a hundred times the bill, and BigQuery
//! refuses a query whose bound is above `maximumBytesBilled` without running it
//! ([estimate and control costs](https://cloud.google.com/bigquery/docs/best-practices-costs)).
//! So where the bound of all days is above the limit, the days are asked in parts whose bounds are
//! below it, and each part may bill what the earlier ones have left.

use std::fmt;

use jiff::ToSpan;
use serde::Serialize;

use crate::{
    downloads::{Cost, SourceError, Window},
    tables::DownloadRules,
};

/// 2^40 bytes.
const TIB: f64 = 1_099_511_627_776.0;
/// Queries for one answer at most; each takes some seconds.
const PARTS: u64 = 120;

/// What a question may cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The upper bound that the dry run gives, with its price
    pub most: Cost,
    /// The limit of all that is billed for the question
    pub limit: Cost,
    /// How many queries it takes to stay below the limit
    pub parts: u32,
}

/// Ex) `at most 4.65 GiB (0.03 USD), limit 100 GiB (0.61 USD)`
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at most {}, limit {}", shown(self.most), shown(self.limit))?;
        match self.parts {
            0 => f.write_str("; it would be refused"),
            1 => Ok(()),
            parts => write!(f, "; {parts} queries, each of some of the days"),
        }
    }
}

/// Bytes of a query with their price. What is billed at all is billed from a least amount on.
pub(super) fn of_query(bytes: u64, rules: &DownloadRules) -> Cost {
    let bytes = if bytes == 0 { 0 } else { bytes.max(rules.query_least_bytes) };
    Cost { bytes, dollars: dollars(bytes, rules.query_dollars_per_tib) }
}

/// Bytes that the Storage Read API reads, with their price.
pub(super) fn of_storage(bytes: u64, rules: &DownloadRules) -> Cost {
    Cost { bytes, dollars: dollars(bytes, rules.storage_dollars_per_tib) }
}

#[allow(clippy::cast_precision_loss, reason = "a price needs no more than 15 digits")]
fn dollars(bytes: u64, per_tib: f64) -> f64 {
    bytes as f64 / TIB * per_tib
}

/// So many 2^40 bytes.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
pub(super) fn tib(number: f64) -> u64 {
    (number * TIB) as u64
}

/// Ex) `4.65 GiB (0.03 USD)`
pub(super) fn shown(cost: Cost) -> String {
    format!("{} ({:.2} USD)", bytes(cost.bytes), cost.dollars)
}

#[allow(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(super) fn bytes(bytes: u64) -> String {
    let (mut number, mut unit) = (bytes as f64, "bytes");
    for larger in ["KiB", "MiB", "GiB", "TiB"] {
        if number < 1024.0 {
            break;
        }
        (number, unit) = (number / 1024.0, larger);
    }
    let digits = if unit == "bytes" || number >= 100.0 { 0 } else { 2 };
    format!("{number:.digits$} {unit}")
}

/// The days in parts, each of which is below the limit by its bound: one where that is enough.
///
/// Where it is not, a part is to take half of the limit at most, so that what the parts before it
/// billed leaves room.
pub(super) fn parts(days: Window, bound: u64, limit: u64) -> Option<Vec<Window>> {
    let many = u64::from(days.days());
    let wanted = if bound <= limit {
        1
    } else {
        if limit == 0 || bound / many > limit {
            return None;
        }
        bound.div_ceil((limit / 2).max(1)).min(many)
    };
    let each = i64::try_from(many.div_ceil(wanted)).ok()?;
    if wanted > PARTS {
        return None;
    }
    let mut parts = Vec::new();
    let mut first = days.first;
    while let Some(part) = Window::new(first, days.last) {
        let last = first.checked_add((each - 1).days()).unwrap_or(part.last).min(part.last);
        parts.extend(Window::new(first, last));
        match last.checked_add(1.day()) {
            Ok(next) => first = next,
            Err(_) => break,
        }
    }
    Some(parts)
}

/// Why a question is not asked.
pub(super) fn too_much(days: Window, most: Cost, limit: Cost) -> SourceError {
    SourceError::Refused {
        message: format!(
            "BigQuery may read up to {} for the days from {days}, and the limit is {}",
            shown(most),
            shown(limit)
        ),
        hint: "raise the limit with --max-bytes, or ask for fewer days or fewer splits".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::tables::Table;

    const GIB: u64 = 1 << 30;

    fn days() -> Window {
        Window::new(date(2026, 10, 25), date(2026, 11, 21)).unwrap()
    }

    #[test]
    fn prices_are_those_of_the_table() {
        let rules: DownloadRules = toml::from_str(DownloadRules::EMBEDDED).unwrap();
        assert_eq!(shown(of_query(0, &rules)), "0 bytes (0.00 USD)");
        assert_eq!(shown(of_query(1, &rules)), "10.00 MiB (0.00 USD)");
        assert_eq!(shown(of_query(1 << 40, &rules)), "1.00 TiB (6.25 USD)");
        assert_eq!(shown(of_query(16 * GIB, &rules)), "16.00 GiB (0.10 USD)");
        assert_eq!(shown(of_storage(512 * GIB, &rules)), "512 GiB (0.55 USD)");
    }

    #[test]
    fn parts_cover_the_days_once_and_stay_below_the_limit() {
        assert_eq!(parts(days(), 100 * GIB, 100 * GIB).unwrap(), [days()]);
        // 54 GiB a day: above half of the limit, below the whole.
        assert_eq!(parts(days(), 28 * 54 * GIB, 100 * GIB).unwrap().len(), 28);
        let four = parts(days(), 200 * GIB, 100 * GIB).unwrap();
        assert_eq!(four.iter().map(Window::days).collect::<Vec<_>>(), [7, 7, 7, 7]);
        assert_eq!((four[0].first, four[3].last), (days().first, days().last));
        let uneven = parts(days(), 300 * GIB, 100 * GIB).unwrap();
        assert_eq!(uneven.iter().map(Window::days).sum::<u32>(), 28);
        assert!(uneven.iter().all(|part| part.days() <= 5));
        assert_eq!(parts(days(), 28 * 101 * GIB, 100 * GIB), None, "one day is too much");
        assert_eq!(parts(days(), 1, 0), None);
    }

    #[test]
    fn a_refusal_names_both_numbers() {
        let rules: DownloadRules = toml::from_str(DownloadRules::EMBEDDED).unwrap();
        let error = too_much(days(), of_query(2 << 40, &rules), of_query(GIB, &rules));
        insta::assert_snapshot!(error, @"BigQuery may read up to 2.00 TiB (12.50 USD) for the days from 2026-10-25 to 2026-11-21 (28 days), and the limit is 1.00 GiB (0.01 USD)");
    }
}
