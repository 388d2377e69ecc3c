//! The line through the logits of a year.

use super::Line;
use crate::downloads::{
    Month,
    forecast::logit::{logit, share},
};

/// The months that the line goes through, today's included.
const YEAR: u32 = 12;
/// So many of them must be there.
const LEAST: usize = 11;

/// The share so many months ahead, in percent, if the least-squares line through the last twelve
/// logits goes on.
pub(super) fn foretold(line: &Line, now: Month, horizon: u32, noise: f64) -> Option<f64> {
    let year: Vec<(f64, f64)> = line
        .points
        .range(now.minus(YEAR - 1)..=now)
        // Counted back from today: today is 0.
        .filter_map(|(month, point)| {
            Some((-f64::from(now.since(*month)?), logit(point.share, noise)))
        })
        .collect();
    if year.len() < LEAST {
        return None;
    }
    let mean = |of: fn(&(f64, f64)) -> f64| {
        let sum: f64 = year.iter().map(of).sum();
        sum / year.iter().map(|_| 1.0).sum::<f64>()
    };
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = year.iter().map(|point| (point.0 - x).powi(2)).sum();
    let slope = year.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>() / spread;
    Some(share(y + slope * (f64::from(horizon) - x)))
}
