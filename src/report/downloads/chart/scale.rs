//! From values to places.

use jiff::civil::Date;

/// Values along a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// The value `from` stands at `start`, the value `to` at `end`.
    pub(super) fn new([from, to]: [f64; 2], [start, end]: [f64; 2]) -> Self {
        Self { from, to, start, end }
    }

    /// Where a value stands; values outside stand at the ends.
    pub(super) fn at(&self, value: f64) -> f64 {
        let span = self.to - self.from;
        let part = if span > 0.0 { ((value - self.from) / span).clamp(0.0, 1.0) } else { 0.0 };
        let part = if part.is_finite() { part } else { 0.0 };
        self.start + part * (self.end - self.start)
    }
}

/// Round values from 0 to at least `most` percent, five or six of them; never above 100.
pub(super) fn percents(most: f64) -> Vec<f64> {
    let most = if most.is_finite() { most.clamp(0.0001, 100.0) } else { 100.0 };
    let steps = [0.0001, 0.001, 0.01, 0.1, 1.0, 10.0];
    let steps = steps.iter().flat_map(|power| [1.0, 2.0, 2.5, 5.0].map(|step| step * power));
    let step = steps.filter(|step| step * 5.0 >= most).fold(25.0, f64::min);
    let mut out = vec![0.0];
    let mut count = 0.0;
    while count * step < most - 1e-9 {
        count += 1.0;
        out.push(count * step);
    }
    out
}

/// Months counted from the year 0.
pub(super) fn month(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

/// Months to be named between these, and their names: years where there are many.
pub(super) fn months(first: i32, last: i32) -> Vec<(i32, String)> {
    let span = last - first;
    let step = [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|step| span / step <= 8);
    let step = step.unwrap_or(1200);
    (first..=last)
        .filter(|month| month.rem_euclid(step) == 0)
        .map(|month| {
            let (year, number) = (month.div_euclid(12), month.rem_euclid(12) + 1);
            let name =
                if step < 12 { format!("{year:04}-{number:02}") } else { format!("{year:04}") };
            (month, name)
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the numbers are small and whole")]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn percents_are_round() {
        assert_eq!(percents(23.84), [0.0, 5.0, 10.0, 15.0, 20.0, 25.0]);
        assert_eq!(percents(100.0), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(percents(70.0), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(percents(0.7).len(), 5);
        assert_eq!(percents(f64::NAN).last(), Some(&100.0));
        assert!(percents(0.0).len() < 8);
    }

    #[test]
    fn months_are_named_at_even_distances() {
        let names = |first, last| {
            let named = months(month(first), month(last)).into_iter();
            named.map(|(_, name)| name).collect::<Vec<_>>()
        };
        assert_eq!(names(date(2026, 1, 1), date(2026, 3, 1)), ["2026-01", "2026-02", "2026-03"]);
        assert_eq!(
            names(date(2025, 2, 1), date(2026, 8, 1)),
            ["2025-04", "2025-07", "2025-10", "2026-01", "2026-04", "2026-07"]
        );
        let ten = names(date(2016, 2, 1), date(2026, 8, 1));
        assert_eq!(ten, ["2018", "2020", "2022", "2024", "2026"]);
        assert_eq!(names(date(2020, 6, 1), date(2024, 8, 1))[..2], ["2020-07", "2021-01"]);
        assert!(names(date(-9999, 1, 1), date(9999, 12, 1)).len() < 210);
    }

    #[test]
    fn places_stay_inside() {
        let scale = Scale::new([0.0, 10.0], [100.0, 0.0]);
        assert_eq!(
            [-1.0, 0.0, 5.0, 99.0, f64::NAN].map(|it| scale.at(it)),
            [100.0, 100.0, 50.0, 0.0, 100.0]
        );
        assert_eq!(Scale::new([1.0, 1.0], [3.0, 4.0]).at(1.0), 3.0);
    }
}
