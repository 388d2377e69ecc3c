//! Charts as SVG: bars of the shares now, lines of the shares over time.
//!
//! Drawn by own code, for shapes are few and the same report must give the same bytes. A picture
//! names nothing outside itself, and has a title and a description for those who do not see it.

mod axis;
mod bars;
mod canvas;
mod labels;
mod lines;
mod scale;
mod theme;

use super::{DownloadsReport, ProjectReport};
use crate::report::escape::xml;

/// The width of every chart; its height follows from its rows.
const WIDTH: f64 = 820.0;

/// Charts in one picture at most.
const MOST: usize = 24;

/// One chart, with its own corner as origin.
#[derive(Debug)]
struct Panel {
    title: String,
    /// What it shows, in words
    description: String,
    height: f64,
    body: String,
}

/// All charts as one picture, for light and dark ground. Charts beyond the first 24 are left out.
pub fn svg(report: &DownloadsReport<'_>) -> String {
    picture(report, &theme::both())
}

/// The same for light ground alone, without what the reader of the PNG would not understand.
#[cfg(feature = "png")]
pub(super) fn light(report: &DownloadsReport<'_>) -> String {
    picture(report, &theme::light())
}

/// What the charts of a page share.
pub(super) fn style() -> String {
    theme::both()
}

/// The charts of a project for a page that has the style: no ground of their own. `number` makes
/// their names on the page unique.
pub(super) fn inline(
    report: &DownloadsReport<'_>,
    project: &ProjectReport,
    number: usize,
) -> Vec<String> {
    let panels = panels(report, project).into_iter().enumerate();
    panels
        .map(|(place, panel)| {
            let id = format!("chart-{number}-{place}");
            document(&id, &panel.title, &panel.description, panel.height, &panel.body)
        })
        .collect()
}

fn panels(report: &DownloadsReport<'_>, project: &ProjectReport) -> Vec<Panel> {
    [bars::panel(report, project), lines::panel(project)].into_iter().flatten().collect()
}

fn picture(report: &DownloadsReport<'_>, style: &str) -> String {
    let all = report.projects.iter().flat_map(|project| panels(report, project));
    let panels: Vec<Panel> = all.take(MOST).collect();
    let mut height = 8.0;
    let mut body = String::new();
    for panel in &panels {
        body.push_str(&format!(
            "<g transform=\"translate(0 {})\">\n{}</g>\n",
            canvas::number(height),
            panel.body
        ));
        height += panel.height + 8.0;
    }
    let names: Vec<&str> = report.projects.iter().map(ProjectReport::name).collect();
    let title = format!("Downloads by Python: {}", names.join(", "));
    let told: Vec<String> =
        panels.iter().map(|panel| format!("{}: {}", panel.title, panel.description)).collect();
    let ground = format!(
        "<style>\n{style}</style>\n<rect class=\"rk-ground\" width=\"100%\" height=\"100%\"/>\n{body}"
    );
    document("chart", &title, &told.join(". "), height, &ground)
}

fn document(id: &str, title: &str, description: &str, height: f64, body: &str) -> String {
    let (width, height) = (canvas::number(WIDTH), canvas::number(height));
    let (title, description) = (xml(title), xml(description));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rk\" role=\"img\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         aria-labelledby=\"{id}-title {id}-text\">\n\
         <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-text\">{description}</desc>\n{body}</svg>\n"
    )
}
