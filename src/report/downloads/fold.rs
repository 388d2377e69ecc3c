//! Long lists cut to their largest rows.

use std::cmp::Reverse;

use crate::{
    downloads::{Share, Shares},
    report::visible,
};

/// Longer values are cut: a table with them cannot be read.
const LONGEST: usize = 60;

/// One row as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// The value, fit to be shown; of a folded row `12 more`
    pub(super) label: String,
    pub(super) downloads: u64,
    pub(super) percent: f64,
    pub(super) of_known: Option<f64>,
    /// Whether it is a value, and not `unknown` or several
    pub(super) is_value: bool,
}

impl Line {
    fn of(share: &Share) -> Self {
        Self {
            label: shown(share.value.as_str()),
            downloads: share.downloads,
            percent: share.percent,
            of_known: share.percent_of_known,
            is_value: share.value.text().is_some(),
        }
    }
}

/// The rows in their order: the `most` largest values, the rest as one, then what is no value.
pub(super) fn lines(shares: &Shares, most: Option<usize>) -> Vec<Line> {
    let (values, others): (Vec<&Share>, Vec<&Share>) =
        shares.rows.iter().partition(|row| row.value.text().is_some());
    let most = most.unwrap_or(usize::MAX);
    let mut by_size: Vec<usize> = (0..values.len()).collect();
    by_size.sort_by_key(|&place| (Reverse(values[place].downloads), place));
    // A row of its own takes no more room than the row of one that is left out.
    let kept = if values.len() <= most.saturating_add(1) { values.len() } else { most };
    let (kept, left) = by_size.split_at(kept);
    let mut kept = kept.to_vec();
    kept.sort_unstable();
    let mut out: Vec<Line> = kept.iter().map(|&place| Line::of(values[place])).collect();
    if !left.is_empty() {
        let left = left.iter().map(|&place| values[place]);
        out.push(Line {
            label: format!("{} more", left.len()),
            downloads: left.clone().fold(0, |sum, row| sum.saturating_add(row.downloads)),
            percent: left.clone().map(|row| row.percent).sum(),
            of_known: Some(left.filter_map(|row| row.percent_of_known).sum()),
            is_value: false,
        });
    }
    out.extend(others.into_iter().map(Line::of));
    out
}

/// A value fit to be shown.
pub(super) fn shown(text: &str) -> String {
    let text = visible(text);
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::downloads::{Counts, Dimension, Sorting, Value};

    #[test]
    fn the_rest_is_summed() {
        let mut counts = Counts::new(vec![Dimension::System]);
        for (value, downloads) in [("a", 1), ("b", 50), ("c", 2), ("d", 27)] {
            counts.add(vec![Value::known(value)], downloads);
        }
        counts.add(vec![Value::Unknown], 20);
        let shares = Shares::of(&counts, Sorting::Version);
        let told = |most| {
            let lines = lines(&shares, most).into_iter();
            lines
                .map(|it| format!("{} {} {}", it.label, it.downloads, it.percent))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(Some(2)), ["b 50 50", "d 27 27", "2 more 3 3", "unknown 20 20"]);
        assert_eq!(told(Some(3)).len(), 5);
        assert_eq!(told(None).len(), 5);
        assert_eq!(told(Some(0)), ["4 more 80 80", "unknown 20 20"]);
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(shown(&"ä".repeat(61)).chars().count(), 60);
        assert_eq!(shown("a\u{202e}b"), "a\\u{202e}b");
    }
}
