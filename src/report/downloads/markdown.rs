//! Shares as Markdown, for an issue or a pull request.

use std::fmt::Write;

use super::{
    DownloadsReport, ProjectReport, View, end_of_life,
    fold::lines,
    head,
    number::{grouped, percent},
    side_by_side::side_by_side,
    text::action,
};
use crate::{
    downloads::{Dimension, Shares},
    report::escape::markdown as cell,
    report::visible,
};

/// Tables of shares, verdict, notes.
pub fn markdown(report: &DownloadsReport<'_>, view: View) -> String {
    let mut out = String::new();
    if let Some(table) = side_by_side(report) {
        out.push_str("### Share of each Python\n\n| python |");
        for project in &table.projects {
            let _ = write!(out, " {} |", cell(project));
        }
        let _ = writeln!(out, "\n| --- |{}", " ---: |".repeat(table.projects.len()));
        for (python, cells) in &table.rows {
            let _ = write!(out, "| {} |", cell(python));
            for share in cells {
                let _ = write!(out, " {} |", share.map_or_else(|| "-".to_owned(), number));
            }
            out.push('\n');
        }
        out.push('\n');
    }
    for (place, project) in report.projects.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        one(&mut out, report, project, view);
    }
    out
}

fn one(out: &mut String, report: &DownloadsReport<'_>, project: &ProjectReport, view: View) {
    let _ = writeln!(out, "### {}\n", cell(&head::title(project)));
    for (label, fact) in head::facts(project) {
        let _ = writeln!(out, "- {label}: {}", cell(&fact));
    }
    for (dimension, shares) in &project.splits {
        split(out, report, *dimension, shares, view);
    }
    if let Some(verdict) = &project.verdict {
        let _ = writeln!(
            out,
            "\n**Verdict** as of {}\n\n| python | | why |\n| --- | --- | --- |",
            report.as_of
        );
        for row in &verdict.rows {
            let reasons: Vec<String> =
                row.reasons.iter().map(|reason| cell(&visible(&reason.0))).collect();
            let (word, _) = action(row.action);
            let _ = writeln!(out, "| {} | {word} | {} |", row.python, reasons.join("; "));
        }
        if let Some(requires) = &verdict.requires_python {
            let _ = writeln!(out, "\nRecommended: `requires-python = \"{}\"`", code(requires));
        }
        let notes = verdict.notes.iter().map(|note| note.0.clone());
        out.push('\n');
        for line in std::iter::once(verdict.summary()).chain(notes) {
            let _ = writeln!(out, "- {}", cell(&visible(&line)));
        }
    }
    let outlooks: Vec<String> = project
        .forecasts
        .iter()
        .map(|it| (it.python, it.sentence()))
        .filter(|(_, sentence)| !sentence.is_empty())
        .map(|(python, sentence)| format!("{python}: {sentence}"))
        .collect();
    let gates = project.gates.iter().map(|gate| {
        format!("{}: fail if {}: {}", gate.outcome.as_str(), gate.condition, gate.found)
    });
    for (title, lines) in [
        ("Forecast", outlooks),
        ("Gates", gates.collect()),
        ("Wheels", project.advice.lines()),
        ("Notes", project.all_notes().map(str::to_owned).collect()),
    ] {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n**{title}**\n");
        }
        for line in lines {
            let _ = writeln!(out, "- {}", cell(&visible(&line)));
        }
    }
}

fn split(
    out: &mut String,
    report: &DownloadsReport<'_>,
    dimension: Dimension,
    shares: &Shares,
    view: View,
) {
    if shares.rows.is_empty() {
        let _ = writeln!(out, "\n{}: no downloads", dimension.as_str());
        return;
    }
    let is_python = dimension == Dimension::Python;
    let known = shares.known != shares.total;
    let (of_known, rule) = if known { (" of known |", " ---: |") } else { ("", "") };
    let (end, end_rule) = if is_python { (" end of life |", " --- |") } else { ("", "") };
    let _ = writeln!(out, "\n| {} | downloads | share |{of_known}{end}", dimension.as_str());
    let _ = writeln!(out, "| --- | ---: | ---: |{rule}{end_rule}");
    for row in lines(shares, view.rows) {
        let share = number(row.percent);
        let _ = write!(out, "| {} | {} | {share} |", cell(&row.label), grouped(row.downloads));
        if known {
            let _ = write!(out, " {} |", row.of_known.map(number).unwrap_or_default());
        }
        if is_python {
            let end = match end_of_life(report, &row.label) {
                Some((date, true)) => format!("**past** {date}"),
                Some((date, false)) => date.to_string(),
                None => String::new(),
            };
            let _ = write!(out, " {end} |");
        }
        out.push('\n');
    }
}

fn number(share: f64) -> String {
    cell(&percent(share))
}

/// Text inside of a pair of backquotes.
fn code(text: &str) -> String {
    visible(text).replace('`', "'").replace('|', "/")
}
