//! Shares as logits: a share near 0 falls by factors, not by points.

use crate::tables::Drift;

/// The logit of a share in percent. Shares below `noise` or as near to 100 count as that: what is
/// next to nothing has no logit worth the name.
pub(crate) fn logit(share: f64, noise: f64) -> f64 {
    let share = share.clamp(noise, 100.0 - noise);
    (share / (100.0 - share)).ln()
}

/// The share in percent of a logit.
pub(crate) fn share(logit: f64) -> f64 {
    100.0 / (1.0 + (-logit).exp())
}

/// Quantiles of changes: each group weighs the same, however many it has. `None` where there are
/// none.
pub(crate) fn pooled(groups: &[Vec<f64>]) -> Option<Drift> {
    let weights = groups.iter().map(|group| (group, 1.0 / f64::from(small(group.len()))));
    let mut values: Vec<(f64, f64)> = weights
        .flat_map(|(group, weight)| group.iter().map(move |value| (*value, weight)))
        .filter(|(value, _)| value.is_finite())
        .collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole: f64 = values.iter().map(|(_, weight)| weight).sum();
    let quantile = |part: f64| {
        let mut sum = 0.0;
        let found = values.iter().find(|(_, weight)| {
            sum += weight;
            sum >= part * whole
        });
        found.or(values.last()).map(|(value, _)| *value)
    };
    Some(Drift { low: quantile(0.1)?, median: quantile(0.5)?, high: quantile(0.9)? })
}

/// A length as a number that converts without loss.
pub(crate) fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logits_and_shares_are_inverses() {
        for percent in [0.05, 1.0, 20.0, 50.0, 99.0] {
            assert!((share(logit(percent, 0.05)) - percent).abs() < 1e-9, "{percent}");
        }
        assert!((share(logit(0.0, 0.05)) - 0.05).abs() < 1e-9);
        assert!((share(logit(100.0, 0.05)) - 99.95).abs() < 1e-9);
    }

    #[test]
    fn groups_weigh_the_same() {
        let few: Vec<f64> = vec![5.0];
        let many: Vec<f64> = (0..9).map(f64::from).map(|n| n / 10.0).collect();
        let drift = pooled(&[few.clone(), many]).unwrap();
        assert_eq!((drift.low, drift.median, drift.high), (0.1, 0.8, 5.0));
        let alone = pooled(&[few]).unwrap();
        assert_eq!((alone.low, alone.high), (5.0, 5.0));
        assert_eq!(pooled(&[]), None);
        assert_eq!(pooled(&[vec![]]), None);
    }
}
