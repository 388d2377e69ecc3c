//! Colours and letters of charts.
//!
//! Lines have the colours of Okabe and Ito, which people with any colour vision tell apart, made
//! darker on light ground and lighter on dark ground where their contrast is too low. No meaning
//! hangs on a colour alone: every line and bar has its name beside it.
//!
//! Source: M. Okabe, K. Ito, [Color Universal Design](https://jfly.uni-koeln.de/color/).

/// How many lines have colours of their own.
pub(super) const COLOURS: usize = 8;

/// What does not depend on the ground.
const SHAPES: &str = "\
.rk text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif;font-size:13px}
.rk .rk-title{font-size:18px}
.rk .rk-small{font-size:12px}
.rk .rk-num{font-variant-numeric:tabular-nums}
.rk .rk-line{fill:none;stroke:currentColor;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}
.rk .rk-median{fill:none;stroke:currentColor;stroke-width:1.75;stroke-dasharray:5 4}
.rk .rk-band{fill:currentColor;fill-opacity:0.16}
.rk .rk-leader{fill:none;stroke:currentColor;stroke-width:1;stroke-opacity:0.7;stroke-dasharray:1 3}
.rk .rk-dot,.rk .rk-label{fill:currentColor}
.rk .rk-label{font-size:13px}
.rk .rk-now{stroke-width:1;stroke-dasharray:2 3}
";

/// Class, property, light and dark colour.
type Paint = (&'static str, &'static str, &'static str, &'static str);

const PAINTS: &[Paint] = &[
    (".rk-ground", "fill", "#ffffff", "#14181d"),
    (".rk-title", "fill", "#14181d", "#f2f4f6"),
    (".rk-text", "fill", "#2b323a", "#d9dee4"),
    (".rk-muted", "fill", "#5b6570", "#9aa5b1"),
    (".rk-grid", "stroke", "#e3e7eb", "#2a3138"),
    (".rk-axis", "stroke", "#8a949e", "#66717c"),
    (".rk-now", "stroke", "#5b6570", "#9aa5b1"),
    (".rk-track", "fill", "#f1f3f5", "#1d2329"),
    (".rk-bar", "fill", "#0072b2", "#56b4e9"),
    (".rk-ended", "fill", "#d55e00", "#f0883e"),
    (".rk-none", "fill", "#9aa3ac", "#6b7681"),
    (".rk-s0", "color", "#0072b2", "#56b4e9"),
    (".rk-s1", "color", "#c24f00", "#f0883e"),
    (".rk-s2", "color", "#007d5a", "#2fc79b"),
    (".rk-s3", "color", "#b4558e", "#e39ac6"),
    (".rk-s4", "color", "#a87400", "#f2c14e"),
    (".rk-s5", "color", "#2f8fc6", "#a5d8f7"),
    (".rk-s6", "color", "#6a4fb3", "#b9a3f0"),
    (".rk-s7", "color", "#4d565f", "#c3cad1"),
];

/// Rules for light ground.
pub(super) fn light() -> String {
    SHAPES.to_owned() + &paints(|paint| paint.2)
}

/// Rules for the ground that the reader's system has; paper is light.
pub(super) fn both() -> String {
    let dark = paints(|paint| paint.3);
    format!("{}@media screen and (prefers-color-scheme:dark){{\n{dark}}}\n", light())
}

fn paints(colour: impl Fn(&Paint) -> &'static str) -> String {
    let rule = |paint: &Paint| format!(".rk {}{{{}:{}}}\n", paint.0, paint.1, colour(paint));
    PAINTS.iter().map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of a colour.
    ///
    /// Source: [WCAG 2.2](https://www.w3.org/TR/WCAG22/#dfn-relative-luminance).
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn everything_stands_out_from_its_ground() {
        let (_, _, light, dark) = PAINTS[0];
        for (class, _, on_light, on_dark) in &PAINTS[1..] {
            let least = match *class {
                ".rk-grid" | ".rk-track" => continue,
                ".rk-title" | ".rk-text" | ".rk-muted" => 4.5,
                ".rk-none" => 2.5,
                class if class.starts_with(".rk-s") => 3.5,
                _ => 3.0,
            };
            let (on_light, on_dark) = (contrast(light, on_light), contrast(dark, on_dark));
            assert!(on_light >= least, "{class} on light: {on_light}");
            assert!(on_dark >= least, "{class} on dark: {on_dark}");
        }
        let lines = PAINTS.iter().filter(|paint| paint.1 == "color").count();
        assert_eq!(lines, COLOURS);
    }
}
