//! Bars and small curves of text.

/// A cell of the terminal in eighths, from empty to full.
const EIGHTHS: [&str; 9] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];

/// The same upright; a curve has no empty cell.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A bar of at most `cells` cells for a part of `most`. What is there is seen, however little.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the quotient is cut to 0..=1 and the cells are few"
)]
pub(super) fn bar(part: f64, most: f64, cells: usize) -> String {
    if part <= 0.0 || most <= 0.0 || !part.is_finite() || !most.is_finite() {
        return String::new();
    }
    let eighths = ((part / most).min(1.0) * (cells * 8) as f64).round().max(1.0) as usize;
    "█".repeat(eighths / 8) + EIGHTHS.get(eighths % 8).copied().unwrap_or_default()
}

/// One character a value; the greatest is full.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the quotient is cut to 0..=1"
)]
pub(super) fn curve(values: &[f64]) -> String {
    let most = values.iter().copied().fold(0.0, f64::max);
    let height = |value: &f64| {
        let part = if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 };
        HEIGHTS.get((part * 7.0).round() as usize).copied().unwrap_or('▁')
    };
    values.iter().map(height).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_share() {
        assert_eq!(bar(50.0, 100.0, 4), "██");
        assert_eq!(bar(53.0, 100.0, 4), "██▏");
        assert_eq!(bar(0.001, 100.0, 4), "▏");
        assert_eq!(bar(300.0, 100.0, 4), "████");
        for nothing in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(bar(nothing, 100.0, 4), "");
        }
    }

    #[test]
    fn curves_rise_to_the_greatest() {
        assert_eq!(curve(&[0.0, 1.0, 2.0, 4.0, f64::NAN]), "▁▃▅█▁");
        assert_eq!(curve(&[0.0, 0.0]), "▁▁");
        assert_eq!(curve(&[]), "");
    }
}
