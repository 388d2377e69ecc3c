//! Amounts as sentences have them.

use jiff::{Unit, civil::Date};

/// A part of a whole in percent; 0 of nothing.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub(super) fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

/// Two digits behind the point, and never zero for what is not. Ex) `0.73 %`
pub(super) fn shown(percent: f64) -> String {
    if percent > 0.0 && percent < 0.005 {
        "less than 0.01 %".to_owned()
    } else {
        format!("{percent:.2} %")
    }
}

/// Tenths of what indexes call a megabyte. Ex) `2.1 MB`
pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = (bytes.saturating_mul(10).saturating_add(1 << 19)) >> 20;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// A number of downloads. Ex) `1 download`, `500 downloads`
pub(super) fn downloads(count: u64) -> String {
    format!("{count} download{}", if count == 1 { "" } else { "s" })
}

/// A number with its noun. Ex) `1 job`, `7 jobs`
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Ex) `2.7, 3.5 and 3.6`
pub(super) fn listed<T: ToString>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    match items.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// How long it is from one day to a later one, in its two largest units. Ex) `1 year and 7 months`
pub(super) fn time(from: Date, to: Date) -> String {
    let Ok(span) = from.until((Unit::Year, to)) else { return "some time".to_owned() };
    let units = [
        (i32::from(span.get_years()), "year"),
        (span.get_months(), "month"),
        (span.get_days(), "day"),
    ];
    let units =
        units.into_iter().filter_map(|(count, noun)| Some((usize::try_from(count).ok()?, noun)));
    let words: Vec<String> = units
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| counted(count, noun))
        .take(2)
        .collect();
    if words.is_empty() { "0 days".to_owned() } else { words.join(" and ") }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn times_have_two_units() {
        assert_eq!(time(date(2023, 6, 27), date(2025, 2, 13)), "1 year and 7 months");
        assert_eq!(time(date(2025, 2, 1), date(2025, 2, 2)), "1 day");
        assert_eq!(time(date(2025, 2, 1), date(2025, 2, 1)), "0 days");
        assert_eq!(time(date(2024, 2, 1), date(2025, 2, 3)), "1 year and 2 days");
    }

    #[test]
    fn nothing_is_rounded_to_none() {
        assert_eq!(shown(0.0), "0.00 %");
        assert_eq!(shown(0.004), "less than 0.01 %");
        assert_eq!(shown(17.383), "17.38 %");
        assert_eq!(listed(&[1, 2, 3]), "1, 2 and 3");
    }
}
