//! The few shapes of a chart, written as SVG.

use std::fmt::Write;

use crate::report::escape::xml;

/// SVG elements, one a line.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    pub(super) out: String,
}

/// Where a text stands to its point.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Canvas {
    /// A rectangle with a title that shows where a mouse rests.
    pub(super) fn rect(&mut self, class: &str, [x, y, width, height]: [f64; 4], title: &str) {
        let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(number);
        let title = if title.is_empty() {
            "/>".to_owned()
        } else {
            format!("><title>{}</title></rect>", xml(title))
        };
        self.put(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"2\"{title}"
        ));
    }

    /// A text; its point is on the base line.
    pub(super) fn text(&mut self, class: &str, [x, y]: [f64; 2], anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y, text) = (number(x), number(y), xml(text));
        self.put(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{text}</text>"));
    }

    /// A straight line.
    pub(super) fn line(&mut self, class: &str, from: [f64; 2], to: [f64; 2]) {
        let [x1, y1, x2, y2] = [from[0], from[1], to[0], to[1]].map(number);
        self.put(&format!(
            "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"
        ));
    }

    /// A path through points, closed where it is an area.
    pub(super) fn path(&mut self, class: &str, points: &[[f64; 2]], closed: bool, title: &str) {
        let mut data = String::new();
        for (place, [x, y]) in points.iter().enumerate() {
            let verb = if place == 0 { 'M' } else { 'L' };
            let _ = write!(data, "{verb}{} {}", number(*x), number(*y));
        }
        if closed {
            data.push('Z');
        }
        let title = if title.is_empty() {
            "/>".to_owned()
        } else {
            format!("><title>{}</title></path>", xml(title))
        };
        self.put(&format!("<path class=\"{class}\" d=\"{data}\"{title}"));
    }

    /// A point of a line.
    pub(super) fn dot(&mut self, class: &str, [x, y]: [f64; 2]) {
        let (x, y) = (number(x), number(y));
        self.put(&format!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"));
    }

    /// What stands between a group's tags.
    pub(super) fn group(&mut self, class: &str, inner: impl FnOnce(&mut Self)) {
        self.put(&format!("<g class=\"{class}\">"));
        inner(self);
        self.put("</g>");
    }

    fn put(&mut self, element: &str) {
        self.out.push_str(element);
        self.out.push('\n');
    }
}

/// A length with at most two digits behind the point; what is no number is 0.
pub(super) fn number(number: f64) -> String {
    if !number.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// How wide a text is at most at this size: fonts differ, and none is known here.
#[allow(clippy::cast_precision_loss, reason = "texts are short")]
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * 0.58
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_always_numbers() {
        let all = [1.0, 1.5, 1.234_567, -0.001, f64::NAN, f64::INFINITY].map(number);
        assert_eq!(all, ["1", "1.5", "1.23", "0", "0", "0"]);
    }

    #[test]
    fn texts_are_escaped() {
        let mut canvas = Canvas::default();
        canvas.text("a", [1.0, 2.0], Anchor::End, "<script>&");
        canvas.rect("b", [0.0, 0.0, -1.0, 2.0], "\"q\"");
        insta::assert_snapshot!(canvas.out, @r#"
        <text class="a" x="1" y="2" text-anchor="end">&lt;script&gt;&amp;</text>
        <rect class="b" x="0" y="0" width="0" height="2" rx="2"><title>&quot;q&quot;</title></rect>
        "#);
    }
}
