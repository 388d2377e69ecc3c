//! Shares now: one bar a value.

use super::{
    Panel, WIDTH,
    canvas::{Anchor, Canvas, width},
    scale::Scale,
};
use crate::report::downloads::{
    DownloadsReport, ProjectReport, end_of_life,
    fold::lines,
    head,
    number::{downloads, grouped, percent},
};

/// Bars at most; the rest is one.
const MOST: usize = 20;

const ROW: f64 = 27.0;
const BAR: f64 = 17.0;
/// Above the first bar: title, where the numbers come from, and what colours mean.
const TOP: f64 = 86.0;

/// One bar of the picture.
struct Bar {
    label: String,
    percent: f64,
    downloads: u64,
    /// The end of life, and whether it is past
    end: Option<(String, bool)>,
    is_value: bool,
}

impl Bar {
    fn class(&self) -> &'static str {
        match (&self.end, self.is_value) {
            (_, false) => "rk-none",
            (Some((_, true)), _) => "rk-ended",
            _ => "rk-bar",
        }
    }

    fn title(&self) -> String {
        let end = match &self.end {
            Some((date, true)) => format!(", ended {date}"),
            Some((date, false)) => format!(", ends {date}"),
            None => String::new(),
        };
        let count = downloads(self.downloads);
        format!("{}: {}, {count}{end}", self.label, percent(self.percent))
    }
}

/// The bars of a project's Pythons; `None` where it has none.
pub(super) fn panel(report: &DownloadsReport<'_>, project: &ProjectReport) -> Option<Panel> {
    let shares = project.pythons()?;
    let rows = lines(shares, Some(MOST)).into_iter().filter(|line| line.downloads > 0);
    let bars: Vec<Bar> = rows
        .map(|line| Bar {
            end: end_of_life(report, &line.label).map(|(date, past)| (date.to_string(), past)),
            label: line.label,
            percent: line.percent,
            downloads: line.downloads,
            is_value: line.is_value,
        })
        .collect();
    if bars.is_empty() {
        return None;
    }
    let title = format!("{}: downloads by Python", project.name());
    let most = bars.iter().map(|bar| bar.percent).fold(0.0, f64::max);
    let left =
        bars.iter().map(|bar| width(&bar.label, 13.0)).fold(40.0, f64::max).min(180.0) + 16.0;
    let counts = bars.iter().map(|bar| width(&grouped(bar.downloads), 13.0)).fold(78.0, f64::max);
    let right = WIDTH - 16.0;
    let (ends, count, share) = (right, right - 96.0, right - 96.0 - counts - 10.0);
    let scale = Scale::new([0.0, most], [left, share - 70.0]);
    let mut canvas = Canvas::default();
    canvas.text("rk-title", [16.0, 30.0], Anchor::Start, &title);
    canvas.text("rk-muted rk-small", [16.0, 50.0], Anchor::Start, &head::line(project));
    legend(&mut canvas, &bars);
    canvas.text("rk-muted rk-small", [share, TOP - 12.0], Anchor::End, "share");
    canvas.text("rk-muted rk-small", [count, TOP - 12.0], Anchor::End, "downloads");
    canvas.text("rk-muted rk-small", [ends, TOP - 12.0], Anchor::End, "end of life");
    let mut y = TOP;
    for bar in &bars {
        let base = y + 13.0;
        canvas.text("rk-text rk-num", [left - 10.0, base], Anchor::End, &bar.label);
        canvas.rect("rk-track", [left, y, share - 70.0 - left, BAR], "");
        if bar.percent > 0.0 {
            let long = (scale.at(bar.percent) - left).max(1.5);
            canvas.rect(bar.class(), [left, y, long, BAR], &bar.title());
        }
        canvas.text("rk-text rk-num", [share, base], Anchor::End, &percent(bar.percent));
        canvas.text("rk-muted rk-num", [count, base], Anchor::End, &grouped(bar.downloads));
        if let Some((date, _)) = &bar.end {
            canvas.text("rk-muted rk-num", [ends, base], Anchor::End, date);
        }
        y += ROW;
    }
    let told: Vec<String> = bars.iter().map(Bar::title).collect();
    Some(Panel { title, description: told.join("; "), height: y + 8.0, body: canvas.out })
}

/// What colours mean, where there are several.
fn legend(canvas: &mut Canvas, bars: &[Bar]) {
    let mut x = 16.0;
    for (class, name) in
        [("rk-bar", "supported"), ("rk-ended", "past its end of life"), ("rk-none", "no version")]
    {
        if bars.iter().any(|bar| bar.class() == class) {
            canvas.rect(class, [x, TOP - 22.0, 11.0, 11.0], "");
            canvas.text("rk-muted rk-small", [x + 16.0, TOP - 12.0], Anchor::Start, name);
            x += 36.0 + width(name, 12.0) * 0.9;
        }
    }
}
