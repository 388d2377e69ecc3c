//! What the HTML page shows: everything decided, for the template to set.

use serde::Serialize;

use super::{
    DownloadsReport, ProjectReport, View, chart, end_of_life,
    fold::{Line, lines},
    head, json,
    number::{grouped, month, percent},
    side_by_side::side_by_side,
    text::action,
};
use crate::{
    downloads::{Dimension, Shares},
    report::escape::script,
    report::visible,
};

/// Everything that `templates/report/page.html` can name. Texts are not escaped, for the template
/// does; `style`, `charts` and `data` are markup and go in as they are.
#[derive(Debug, Serialize)]
pub struct Page {
    title: String,
    as_of: String,
    /// relkit's version
    version: &'static str,
    style: String,
    projects: Vec<Project>,
    compared: Option<Compared>,
    /// The report as JSON, fit to stand in `<script type="application/json">`
    data: String,
}

#[derive(Debug, Serialize)]
struct Compared {
    projects: Vec<String>,
    rows: Vec<ComparedRow>,
}

#[derive(Debug, Serialize)]
struct ComparedRow {
    python: String,
    /// Texts and their shades from 0 to 1
    cells: Vec<(String, f64)>,
}

#[derive(Debug, Serialize)]
struct Project {
    /// Its name as the target of a link
    id: String,
    name: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    charts: Vec<String>,
    splits: Vec<Split>,
    /// Months, newest last, then a row a Python
    months: Vec<String>,
    series: Vec<(String, Vec<String>)>,
    forecast: Vec<(String, String)>,
    verdict: Option<Verdict>,
    advice: Vec<String>,
    gates: Vec<Gate>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Split {
    dimension: &'static str,
    is_python: bool,
    /// Whether shares of what is known differ from shares of all
    has_known: bool,
    /// The largest rows, then all where these are not all
    rows: Vec<Row>,
    all: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    value: String,
    downloads: String,
    percent: String,
    of_known: String,
    end: String,
    past: bool,
    is_value: bool,
    /// The length of the bar, in percent of the longest
    bar: String,
}

#[derive(Debug, Serialize)]
struct Verdict {
    rows: Vec<VerdictRow>,
    requires_python: Option<String>,
    /// All of it in one sentence
    summary: String,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct VerdictRow {
    python: String,
    action: &'static str,
    reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Gate {
    condition: String,
    found: String,
    outcome: &'static str,
}

/// The page of a report.
pub fn page(report: &DownloadsReport<'_>, view: View) -> serde_json::Result<Page> {
    let names: Vec<&str> = report.projects.iter().map(ProjectReport::name).collect();
    let projects = report.projects.iter().enumerate();
    Ok(Page {
        title: format!("Downloads by Python: {}", names.join(", ")),
        as_of: report.as_of.to_string(),
        version: env!("CARGO_PKG_VERSION"),
        style: chart::style(),
        projects: projects.map(|(number, it)| project(report, it, number, view)).collect(),
        compared: compared(report),
        data: script(&json::compact(report)?),
    })
}

fn project(report: &DownloadsReport<'_>, it: &ProjectReport, number: usize, view: View) -> Project {
    let splits = it.splits.iter();
    let outlooks = it.forecasts.iter().map(|it| (it.python.to_string(), it.sentence()));
    let (months, series) = table(it);
    Project {
        id: format!("project-{number}"),
        name: it.name().to_owned(),
        title: head::title(it),
        facts: head::facts(it),
        charts: chart::inline(report, it, number),
        splits: splits.map(|(dimension, shares)| split(report, *dimension, shares, view)).collect(),
        months,
        series,
        forecast: outlooks.filter(|(_, sentence)| !sentence.is_empty()).collect(),
        verdict: verdict(it),
        advice: it.advice.lines().iter().map(|line| visible(line)).collect(),
        gates: it
            .gates
            .iter()
            .map(|gate| Gate {
                condition: visible(&gate.condition),
                found: visible(&gate.found),
                outcome: gate.outcome.as_str(),
            })
            .collect(),
        notes: it.all_notes().map(visible).collect(),
    }
}

fn split(report: &DownloadsReport<'_>, dimension: Dimension, shares: &Shares, view: View) -> Split {
    let is_python = dimension == Dimension::Python;
    let rows = |most| {
        let lines = lines(shares, most);
        let longest = lines.iter().map(|line| line.percent).fold(0.0, f64::max);
        lines.into_iter().map(|line| row(report, line, is_python, longest)).collect::<Vec<_>>()
    };
    let (few, all) = (rows(view.rows), rows(None));
    Split {
        dimension: dimension.as_str(),
        is_python,
        has_known: shares.known != shares.total,
        all: if all.len() > few.len() { all } else { Vec::new() },
        rows: few,
    }
}

fn row(report: &DownloadsReport<'_>, line: Line, is_python: bool, longest: f64) -> Row {
    let end = is_python.then(|| end_of_life(report, &line.label)).flatten();
    let bar = if longest > 0.0 { line.percent * 100.0 / longest } else { 0.0 };
    Row {
        downloads: grouped(line.downloads),
        percent: percent(line.percent),
        of_known: line.of_known.map(percent).unwrap_or_default(),
        end: end.map(|(date, _)| date.to_string()).unwrap_or_default(),
        past: end.is_some_and(|(_, past)| past),
        is_value: line.is_value,
        bar: format!("{bar:.2}"),
        value: line.label,
    }
}

/// The series as a table: the last twelve months that any Python has.
fn table(it: &ProjectReport) -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let mut months: Vec<_> = it.series.iter().flat_map(|it| &it.months).map(|it| it.0).collect();
    months.sort_unstable();
    months.dedup();
    let months = &months[months.len().saturating_sub(12)..];
    let rows = it.series.iter().map(|series| {
        let cell = |wanted| {
            let found = series.months.iter().find(|(month, _)| month == wanted);
            found.map_or_else(String::new, |(_, share)| percent(*share))
        };
        (series.python.to_string(), months.iter().map(cell).collect())
    });
    (months.iter().map(|date| month(*date)).collect(), rows.collect())
}

fn verdict(it: &ProjectReport) -> Option<Verdict> {
    let verdict = it.verdict.as_ref()?;
    let rows = verdict.rows.iter().map(|row| VerdictRow {
        python: row.python.to_string(),
        action: action(row.action).0,
        reasons: row.reasons.iter().map(|reason| visible(&reason.0)).collect(),
    });
    Some(Verdict {
        rows: rows.collect(),
        requires_python: verdict.requires_python.as_deref().map(visible),
        summary: visible(&verdict.summary()),
        notes: verdict.notes.iter().map(|note| visible(&note.0)).collect(),
    })
}

fn compared(report: &DownloadsReport<'_>) -> Option<Compared> {
    let table = side_by_side(report)?;
    let shares = table.rows.iter().flat_map(|row| &row.1).flatten();
    let most = shares.copied().fold(0.0, f64::max);
    let cell = |share: &Option<f64>| match share {
        Some(share) if most > 0.0 => (percent(*share), (share / most * 100.0).round() / 100.0),
        Some(share) => (percent(*share), 0.0),
        None => ("-".to_owned(), 0.0),
    };
    let rows = table.rows.iter().map(|(python, cells)| ComparedRow {
        python: python.clone(),
        cells: cells.iter().map(cell).collect(),
    });
    Some(Compared { rows: rows.collect(), projects: table.projects })
}
