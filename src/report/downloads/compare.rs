//! Sources side by side: for people and for programs.

use std::fmt::Write;

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use super::csv::{harmless, percent};
use crate::{
    downloads::{
        Completeness, Counted, SourceError, Window,
        compare::{Column, Comparison},
    },
    report::escape::markdown,
    report::{grid::lines, visible},
};

/// The format's name and version. A change that a reader could notice gets a new number.
const SCHEMA: &str = "relkit.pyversions-sources/1";

/// The table and the reasons; each share is of all downloads, and behind it of the known ones.
pub fn compare_text(comparisons: &[Comparison]) -> String {
    comparisons.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(comparison: &Comparison) -> String {
    let Comparison { project, window, columns, .. } = comparison;
    let mut out = format!("{project}, {window}: percent of all downloads (of the known Pythons)\n");
    if !columns.is_empty() {
        let mut table = Table::new();
        let names = columns.iter().map(|column| column.origin.source.to_owned());
        table.load_style(presets::NOTHING);
        table.set_header(["python".to_owned()].into_iter().chain(names));
        for value in &comparison.rows {
            let cells = columns.iter().map(|column| match column.get(value) {
                None => "–".to_owned(),
                Some(share) => share.percent_of_known.map_or_else(
                    || format!("{:.2}", share.percent),
                    |known| format!("{:.2} ({known:.2})", share.percent),
                ),
            });
            table.add_row([value.to_string()].into_iter().chain(cells));
        }
        let totals = columns.iter().map(|column| column.shares.total.to_string());
        table.add_row(["downloads".to_owned()].into_iter().chain(totals));
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        out += &lines(&table);
    }
    for (name, error) in &comparison.unanswered {
        let _ = writeln!(out, "{name} does not answer: {error}");
    }
    if !comparison.reasons.is_empty() {
        out += if columns.len() > 1 { "\nWhy they differ:\n" } else { "\n" };
        for reason in &comparison.reasons {
            let _ = writeln!(out, "- {reason}");
        }
    }
    for column in columns {
        let origin = &column.origin;
        let _ = writeln!(out, "\n{} ({})", origin.source, origin.place);
        for note in &origin.notes {
            let _ = writeln!(out, "- {note}");
        }
    }
    out
}

/// The same as a tidy table: one line for each Python of each source, with its days.
pub fn compare_csv(comparisons: &[Comparison]) -> Result<String, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "project",
        "source",
        "python",
        "downloads",
        "percent",
        "percent_of_known",
        "first",
        "last",
    ])?;
    for comparison in comparisons {
        for column in &comparison.columns {
            let day = |day: fn(&Window) -> jiff::civil::Date| {
                column.window.as_ref().map(|days| day(days).to_string()).unwrap_or_default()
            };
            for share in &column.shares.rows {
                table.write_record([
                    comparison.project.as_str(),
                    column.origin.source,
                    &harmless(&visible(share.value.as_str())),
                    &share.downloads.to_string(),
                    &percent(share.percent),
                    &share.percent_of_known.map(percent).unwrap_or_default(),
                    &day(|days| days.first),
                    &day(|days| days.last),
                ])?;
            }
        }
    }
    let bytes = table.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The same for an issue or a pull request.
pub fn compare_markdown(comparisons: &[Comparison]) -> String {
    comparisons.iter().map(one_markdown).collect::<Vec<_>>().join("\n")
}

fn one_markdown(comparison: &Comparison) -> String {
    let Comparison { project, window, columns, .. } = comparison;
    let mut out =
        format!("## {}\n\n{window}: percent of all downloads\n", markdown(project.as_str()));
    if !columns.is_empty() {
        let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let line = |first: &str, cell: &dyn Fn(&Column) -> String| {
            let cells = columns.iter().map(cell);
            row(&[first.to_owned()].into_iter().chain(cells).collect::<Vec<_>>())
        };
        out += "\n";
        out += &line("Python", &|column| column.origin.source.to_owned());
        out += &line(":--", &|_| "--:".to_owned());
        for value in &comparison.rows {
            out += &line(&markdown(value.as_str()), &|column| {
                let share = column.get(value);
                share.map_or_else(|| "–".to_owned(), |share| format!("{:.2} %", share.percent))
            });
        }
        out += &line("downloads", &|column| column.shares.total.to_string());
    }
    let unanswered = comparison.unanswered.iter();
    let unanswered = unanswered.map(|(name, error)| format!("{name} does not answer: {error}"));
    let notes = columns.iter().flat_map(|column| {
        column.origin.notes.iter().map(|note| format!("{}: {note}", column.origin.source))
    });
    let all: Vec<String> =
        unanswered.chain(comparison.reasons.iter().cloned()).chain(notes).collect();
    if !all.is_empty() {
        out += "\n";
    }
    for line in all {
        let _ = writeln!(out, "- {}", markdown(&line));
    }
    out
}

#[derive(Serialize)]
struct ReportV1<'a> {
    schema: &'static str,
    projects: Vec<ProjectV1<'a>>,
}

/// One project; `days` are those that were asked for.
#[derive(Serialize)]
struct ProjectV1<'a> {
    project: &'a str,
    days: Window,
    sources: Vec<SourceV1<'a>>,
    pythons: Vec<RowV1<'a>>,
    unanswered: Vec<UnansweredV1>,
    reasons: &'a [String],
}

/// One source; `days` are those that its shares are of, null where it does not say; `top` is how
/// many rows it has where it has the largest alone.
#[derive(Serialize)]
struct SourceV1<'a> {
    source: &'a str,
    place: &'a str,
    days: Option<Window>,
    counted: Option<String>,
    top: Option<u32>,
    cached: bool,
    downloads: u64,
    percent_unknown: f64,
    notes: &'a [String],
}

/// One row; `shares` has one for each source, in their order, null where it has no such row.
#[derive(Serialize)]
struct RowV1<'a> {
    python: &'a str,
    shares: Vec<Option<ShareV1>>,
}

#[derive(Serialize)]
struct ShareV1 {
    downloads: u64,
    percent: f64,
    percent_of_known: Option<f64>,
}

#[derive(Serialize)]
struct UnansweredV1 {
    source: &'static str,
    error: String,
    hint: Option<String>,
}

/// The same as one JSON document.
pub fn compare_json(comparisons: &[Comparison]) -> serde_json::Result<String> {
    let report = ReportV1 { schema: SCHEMA, projects: comparisons.iter().map(project).collect() };
    serde_json::to_string_pretty(&report).map(|text| text + "\n")
}

fn project(comparison: &Comparison) -> ProjectV1<'_> {
    let columns = &comparison.columns;
    ProjectV1 {
        project: comparison.project.as_str(),
        days: comparison.window,
        sources: columns.iter().map(source).collect(),
        pythons: comparison
            .rows
            .iter()
            .map(|value| RowV1 {
                python: value.as_str(),
                shares: columns
                    .iter()
                    .map(|column| {
                        column.get(value).map(|share| ShareV1 {
                            downloads: share.downloads,
                            percent: share.percent,
                            percent_of_known: share.percent_of_known,
                        })
                    })
                    .collect(),
            })
            .collect(),
        unanswered: comparison.unanswered.iter().map(unanswered).collect(),
        reasons: &comparison.reasons,
    }
}

fn source(column: &Column) -> SourceV1<'_> {
    let origin = &column.origin;
    SourceV1 {
        source: origin.source,
        place: &origin.place,
        days: column.window,
        counted: match &origin.counted {
            Counted::Asked(who) | Counted::Fixed(who) => Some(who.clone()),
            Counted::Unknown => None,
        },
        top: match origin.completeness {
            Completeness::Whole => None,
            Completeness::Top(rows) => Some(rows),
        },
        cached: origin.cached,
        downloads: column.shares.total,
        percent_unknown: column.unknown(),
        notes: &origin.notes,
    }
}

fn unanswered((name, error): &(&'static str, SourceError)) -> UnansweredV1 {
    UnansweredV1 { source: name, error: error.to_string(), hint: error.hint() }
}
