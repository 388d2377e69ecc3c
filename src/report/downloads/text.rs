//! For people.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{
    DownloadsReport, Monthly, Outcome, ProjectReport, View,
    bar::{bar, curve},
    end_of_life,
    fold::{Line, lines},
    head,
    number::{grouped, month, percent},
    side_by_side::{SideBySide, side_by_side},
};
use crate::{
    advice::Action,
    downloads::{Dimension, Shares},
    report::visible,
};

/// Cells of the longest bar.
const CELLS: usize = 24;

/// Months of a curve, the last ones.
const MONTHS: usize = 36;

/// Each project: where the numbers come from, its shares with bars, trends, the verdict. Carries
/// colour: the stream strips it where it is not wanted.
pub fn text(report: &DownloadsReport<'_>, view: View) -> String {
    let mut out = String::new();
    for (place, project) in report.projects.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        one(&mut out, report, project, view);
    }
    if let Some(table) = side_by_side(report) {
        out.push('\n');
        compared(&mut out, &table);
    }
    out
}

fn one(out: &mut String, report: &DownloadsReport<'_>, project: &ProjectReport, view: View) {
    let bold = Style::new().bold();
    put(out, format_args!("{bold}{}{bold:#}\n", head::title(project)));
    for (label, fact) in head::facts(project) {
        put(out, format_args!("  {label:<11} {fact}\n"));
    }
    for (dimension, shares) in &project.splits {
        out.push('\n');
        split(out, report, *dimension, shares, view);
    }
    trends(out, project, view);
    verdict(out, report, project);
    for (title, lines) in [
        ("wheels", project.advice.lines()),
        ("notes", project.all_notes().map(str::to_owned).collect()),
    ] {
        if !lines.is_empty() {
            put(out, format_args!("\n{bold}{title}{bold:#}\n"));
        }
        for line in lines {
            put(out, format_args!("  {}\n", visible(&line)));
        }
    }
}

/// One split: value, downloads, share, end of life, bar.
fn split(
    out: &mut String,
    report: &DownloadsReport<'_>,
    dimension: Dimension,
    shares: &Shares,
    view: View,
) {
    let rows = lines(shares, view.rows);
    if rows.is_empty() {
        put(out, format_args!("{}: no downloads\n", dimension.as_str()));
        return;
    }
    let ends = |line: &Line| {
        (dimension == Dimension::Python).then(|| end_of_life(report, &line.label)).flatten()
    };
    let label = wide(rows.iter().map(|row| row.label.as_str()), dimension.as_str());
    let counts: Vec<String> = rows.iter().map(|row| grouped(row.downloads)).collect();
    let count = wide(counts.iter().map(String::as_str), "downloads");
    let known = shares.known != shares.total;
    let dated = rows.iter().any(|row| ends(row).is_some());
    let bold = Style::new().bold();
    let mut heading =
        format!("{:<label$}  {:>count$}  {:>8}", dimension.as_str(), "downloads", "share");
    if known {
        heading.push_str("  of known");
    }
    if dated {
        heading.push_str("  end of life");
    }
    put(out, format_args!("{bold}{heading}{bold:#}\n"));
    let most = rows.iter().map(|row| row.percent).fold(0.0, f64::max);
    for (row, downloads) in rows.iter().zip(&counts) {
        let mut line =
            format!("{:<label$}  {downloads:>count$}  {:>8}", row.label, percent(row.percent));
        if known {
            let _ = write!(line, "  {:>8}", row.of_known.map(percent).unwrap_or_default());
        }
        let end = ends(row);
        let style = match (end, row.is_value) {
            (Some((_, true)), _) => AnsiColor::Yellow.on_default(),
            (_, true) => AnsiColor::Cyan.on_default(),
            _ => Style::new().dimmed(),
        };
        if dated {
            let end = end
                .map(|(date, past)| if past { format!("past {date}") } else { date.to_string() });
            let end = format!("{:>15}", end.unwrap_or_default());
            let _ = write!(line, "  {style}{end}{style:#}");
        }
        let bar = bar(row.percent, most, CELLS);
        if bar.is_empty() {
            put(out, format_args!("{}\n", line.trim_end()));
        } else {
            put(out, format_args!("{line}  {style}{bar}{style:#}\n"));
        }
    }
}

/// A curve for each Python that had a part, and what may come.
fn trends(out: &mut String, project: &ProjectReport, view: View) {
    let bold = Style::new().bold();
    let mut series: Vec<_> = project.series.iter().filter(|it| it.months.len() > 1).collect();
    series.sort_by(|a, b| Monthly::weight(b).total_cmp(&Monthly::weight(a)));
    series.truncate(view.rows.unwrap_or(usize::MAX));
    series.sort_by_key(|it| std::cmp::Reverse(it.python));
    if !series.is_empty() {
        put(out, format_args!("\n{bold}share by month{bold:#}\n"));
    }
    for line in series {
        let months = &line.months[line.months.len().saturating_sub(MONTHS)..];
        let [Some(first), Some(last)] = [months.first(), months.last()] else { continue };
        let values: Vec<f64> = months.iter().map(|it| it.1).collect();
        put(
            out,
            format_args!(
                "  {:<5} {}  {} in {}, {} in {}\n",
                line.python.to_string(),
                curve(&values),
                percent(first.1),
                month(first.0),
                percent(last.1),
                month(last.0),
            ),
        );
    }
    let outlooks = project.forecasts.iter().map(|it| (it.python, it.sentence()));
    let outlooks: Vec<_> = outlooks.filter(|(_, sentence)| !sentence.is_empty()).collect();
    if !outlooks.is_empty() {
        put(out, format_args!("\n{bold}forecast{bold:#} (8 in 10 cases lie in the range)\n"));
    }
    for (python, sentence) in outlooks {
        put(out, format_args!("  {:<5} {sentence}\n", python.to_string()));
    }
}

/// What to do and why, then the gates.
fn verdict(out: &mut String, report: &DownloadsReport<'_>, project: &ProjectReport) {
    let bold = Style::new().bold();
    if let Some(verdict) = &project.verdict {
        put(out, format_args!("\n{bold}verdict{bold:#} as of {}\n", report.as_of));
        for row in &verdict.rows {
            let (word, colour) = action(row.action);
            let style = colour.on_default().bold();
            let reasons: Vec<String> = row.reasons.iter().map(|it| visible(&it.0)).collect();
            let line = format!("{:<5} {}", row.python.to_string(), reasons.join("; "));
            put(out, format_args!("  {style}{word:<5}{style:#}  {}\n", line.trim_end()));
        }
        put(out, format_args!("\n  {bold}{}{bold:#}\n", visible(&verdict.summary())));
        for note in &verdict.notes {
            put(out, format_args!("  {}\n", visible(&note.0)));
        }
    }
    if !project.gates.is_empty() {
        put(out, format_args!("\n{bold}gates{bold:#}\n"));
    }
    for gate in &project.gates {
        let style = match gate.outcome {
            Outcome::Passed => AnsiColor::Green,
            Outcome::Failed => AnsiColor::Red,
            Outcome::Unknown => AnsiColor::Yellow,
        };
        let style = style.on_default().bold();
        let (condition, found) = (visible(&gate.condition), visible(&gate.found));
        let word = gate.outcome.as_str();
        put(out, format_args!("  {style}{word:<7}{style:#}  fail if {condition}: {found}\n"));
    }
}

/// One column a project.
fn compared(out: &mut String, table: &SideBySide) {
    let bold = Style::new().bold();
    let label = wide(table.rows.iter().map(|row| row.0.as_str()), "python");
    let widths: Vec<usize> = table.projects.iter().map(|it| it.chars().count().max(8)).collect();
    let mut heading = format!("{:<label$}", "python");
    for (name, width) in table.projects.iter().zip(&widths) {
        let _ = write!(heading, "  {name:>width$}");
    }
    put(out, format_args!("{bold}{heading}{bold:#}\n"));
    for (name, cells) in &table.rows {
        let mut line = format!("{name:<label$}");
        for (cell, width) in cells.iter().zip(&widths) {
            let cell = cell.map_or_else(|| "-".to_owned(), percent);
            let _ = write!(line, "  {cell:>width$}");
        }
        put(out, format_args!("{line}\n"));
    }
}

/// The word for an action, and its colour.
pub(super) const fn action(action: Action) -> (&'static str, AnsiColor) {
    match action {
        Action::Drop => ("drop", AnsiColor::Red),
        Action::Keep => ("keep", AnsiColor::Green),
        Action::Watch => ("watch", AnsiColor::Yellow),
        Action::Add => ("add", AnsiColor::Cyan),
        Action::Past => ("past", AnsiColor::BrightBlack),
        Action::Wait => ("wait", AnsiColor::BrightBlack),
    }
}

/// Characters of the widest text.
fn wide<'a>(texts: impl Iterator<Item = &'a str>, heading: &str) -> usize {
    texts.map(|text| text.chars().count()).fold(heading.chars().count(), usize::max)
}

/// Writing to a string cannot fail.
fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}
