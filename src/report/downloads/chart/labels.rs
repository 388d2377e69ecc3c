//! Names at the ends of lines, none upon another.

use super::canvas::{Anchor, Canvas};

/// Least distance of two base lines.
const APART: f64 = 16.0;

/// The name of a line.
#[derive(Debug)]
pub(super) struct Label {
    /// Where the line ends
    pub(super) point: [f64; 2],
    /// The height of the name
    pub(super) y: f64,
    pub(super) name: String,
}

impl Label {
    /// The name right of `edge`, with a thin line to it where it had to move.
    pub(super) fn draw(&self, canvas: &mut Canvas, edge: f64) {
        let [x, y] = self.point;
        let far = (y - self.y).abs() > 2.0 || (edge - x) > 2.0;
        if far {
            let bend = (edge - x > 2.0).then_some([edge, y]);
            let ends = [Some([x + 4.0, y]), bend, Some([edge + 10.0, self.y])];
            let points: Vec<_> = ends.into_iter().flatten().collect();
            canvas.path("rk-leader", &points, false, "");
        }
        canvas.text("rk-label rk-num", [edge + 13.0, self.y + 4.0], Anchor::Start, &self.name);
    }
}

/// Moves names up and down until they are apart, inside of top and bottom where they have room.
pub(super) fn spread(labels: &mut [Label], [top, bottom]: [f64; 2]) {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|&a, &b| labels[a].y.total_cmp(&labels[b].y).then(a.cmp(&b)));
    let mut least = top;
    for &place in &order {
        labels[place].y = labels[place].y.max(least);
        least = labels[place].y + APART;
    }
    let mut most = bottom;
    for &place in order.iter().rev() {
        labels[place].y = labels[place].y.min(most);
        most = labels[place].y - APART;
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the numbers are small and whole")]
mod tests {
    use super::*;

    #[test]
    fn names_are_apart_and_in_order() {
        let at = |y: f64| Label { point: [0.0, y], y, name: String::new() };
        let mut labels = [at(100.0), at(99.0), at(10.0), at(100.0), at(101.0)];
        spread(&mut labels, [0.0, 101.0]);
        assert_eq!(labels.map(|it| it.y), [69.0, 53.0, 10.0, 85.0, 101.0]);
        let mut crowd: Vec<Label> = (0..20).map(|_| at(50.0)).collect();
        spread(&mut crowd, [0.0, 100.0]);
        assert!(crowd.windows(2).all(|two| two[1].y - two[0].y >= APART));
    }
}
