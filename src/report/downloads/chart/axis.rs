//! The ground of a chart over time: percents upwards, months to the right.

use super::{
    canvas::{Anchor, Canvas},
    scale::{Scale, months, percents},
};

/// The plane that lines are drawn on.
#[derive(Debug)]
pub(super) struct Plane {
    pub(super) x: Scale,
    pub(super) y: Scale,
    months: [i32; 2],
    percents: Vec<f64>,
    /// Left, top, right and bottom
    pub(super) frame: [f64; 4],
}

impl Plane {
    /// A plane for these months and shares from 0 to at least `most` percent.
    pub(super) fn new(frame: [f64; 4], months: [i32; 2], most: f64) -> Self {
        let [left, top, right, bottom] = frame;
        let percents = percents(most);
        let highest = percents.last().copied().unwrap_or(100.0);
        Self {
            x: Scale::new(months.map(f64::from), [left, right]),
            y: Scale::new([0.0, highest], [bottom, top]),
            months,
            percents,
            frame,
        }
    }

    /// The point of a month's share.
    pub(super) fn point(&self, month: i32, percent: f64) -> [f64; 2] {
        [self.x.at(f64::from(month)), self.y.at(percent)]
    }

    /// Lines at round percents, names of months below.
    pub(super) fn draw(&self, canvas: &mut Canvas) {
        let [left, _, right, bottom] = self.frame;
        for percent in &self.percents {
            let y = self.y.at(*percent);
            let class = if *percent > 0.0 { "rk-grid" } else { "rk-axis" };
            canvas.line(class, [left, y], [right, y]);
            let name = format!("{} %", super::canvas::number(*percent));
            canvas.text("rk-muted rk-small rk-num", [left - 8.0, y + 4.0], Anchor::End, &name);
        }
        let [first, last] = self.months;
        for (month, name) in months(first, last) {
            let x = self.x.at(f64::from(month));
            canvas.line("rk-axis", [x, bottom], [x, bottom + 5.0]);
            canvas.text("rk-muted rk-small rk-num", [x, bottom + 19.0], Anchor::Middle, &name);
        }
    }
}
