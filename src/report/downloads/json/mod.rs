//! Shares for programs.

mod verdict;
mod wheels;

use jiff::civil::Date;
use serde::Serialize;

use self::{
    verdict::VerdictV1,
    wheels::{WheelsV1, wheels},
};
use super::{DownloadsReport, ProjectReport, end_of_life, number};
use crate::downloads::{Completeness, Counted, Dimension, Origin, Shares, Window};

/// The format's name and version. A change that a reader could notice gets a new number.
const SCHEMA: &str = "relkit.pyversions/1";

/// The whole answer. Percents are numbers from 0 to 100 with at most six digits behind the point;
/// days are `2026-11-21`, months `2026-11`.
#[derive(Serialize)]
struct ReportV1<'a> {
    schema: &'static str,
    as_of: Date,
    projects: Vec<ProjectV1<'a>>,
}

/// One project. `verdict` is null where none was asked for.
#[derive(Serialize)]
struct ProjectV1<'a> {
    name: &'a str,
    origin: OriginV1<'a>,
    window: Option<WindowV1>,
    splits: Vec<SplitV1<'a>>,
    series: Vec<SeriesV1>,
    forecast: Vec<ForecastV1>,
    verdict: Option<VerdictV1<'a>>,
    advice: WheelsV1<'a>,
    gates: Vec<GateV1<'a>>,
    notes: Vec<&'a str>,
}

/// Where the numbers come from. `window` is what the counts cover, `null` where the source does
/// not say; `counted` is whose downloads: `rule` is `asked`, `fixed` or `unknown`;
/// `completeness` is `whole`, or `top` where the rows are the `top` largest alone.
#[derive(Serialize)]
struct OriginV1<'a> {
    source: &'static str,
    place: &'a str,
    window: Option<WindowV1>,
    counted: CountedV1<'a>,
    completeness: &'static str,
    top: Option<u32>,
    cost: Option<CostV1>,
    cached: bool,
    notes: &'a [String],
}

#[derive(Serialize)]
struct CountedV1<'a> {
    rule: &'static str,
    installers: Option<&'a str>,
}

#[derive(Serialize)]
struct CostV1 {
    bytes: u64,
    dollars: f64,
}

/// Whole days in UTC, both ends included.
#[derive(Serialize)]
struct WindowV1 {
    first: Date,
    last: Date,
    days: u32,
}

/// The shares of one dimension; all rows, never folded.
#[derive(Serialize)]
struct SplitV1<'a> {
    dimension: &'static str,
    total: u64,
    known: u64,
    rows: Vec<RowV1<'a>>,
}

/// One value. `kind` is `value`, or `pre-release`, `other`, `unknown` for what is none;
/// `percent_of_known` is null for these; `end_of_life` is null for what is no Python.
#[derive(Serialize)]
struct RowV1<'a> {
    value: &'a str,
    kind: &'a str,
    downloads: u64,
    percent: f64,
    percent_of_known: Option<f64>,
    end_of_life: Option<Date>,
}

#[derive(Serialize)]
struct SeriesV1 {
    python: String,
    months: Vec<MonthV1>,
}

#[derive(Serialize)]
struct MonthV1 {
    month: String,
    percent: f64,
}

/// `bands` hold eight in ten cases; `under` says between which months a share falls under a limit, and
/// is left out where the last of them may lie behind the forecast.
#[derive(Serialize)]
struct ForecastV1 {
    python: String,
    bands: Vec<BandV1>,
    under: Vec<UnderV1>,
}

#[derive(Serialize)]
struct BandV1 {
    month: String,
    low: f64,
    median: f64,
    high: f64,
}

#[derive(Serialize)]
struct UnderV1 {
    percent: f64,
    first: String,
    last: String,
}

/// `outcome` is `passed`, `failed` or `unknown`.
#[derive(Serialize)]
struct GateV1<'a> {
    condition: &'a str,
    found: &'a str,
    outcome: &'static str,
}

/// One JSON object on several lines, with a newline at its end.
pub fn json(report: &DownloadsReport<'_>) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(&whole(report))?;
    text.push('\n');
    Ok(text)
}

/// The same on one line.
pub(super) fn compact(report: &DownloadsReport<'_>) -> serde_json::Result<String> {
    serde_json::to_string(&whole(report))
}

fn whole<'a>(report: &'a DownloadsReport<'_>) -> ReportV1<'a> {
    let projects = report.projects.iter().map(|it| project(report, it)).collect();
    ReportV1 { schema: SCHEMA, as_of: report.as_of, projects }
}

fn project<'a>(report: &DownloadsReport<'_>, it: &'a ProjectReport) -> ProjectV1<'a> {
    let splits = it.splits.iter();
    let gates = it.gates.iter();
    ProjectV1 {
        name: it.name(),
        origin: origin(&it.answer.origin),
        window: it.window.map(window),
        splits: splits.map(|(dimension, shares)| split(report, *dimension, shares)).collect(),
        series: series(it),
        forecast: forecast(it),
        verdict: it.verdict.as_ref().map(verdict::verdict),
        advice: wheels(&it.advice),
        gates: gates
            .map(|gate| GateV1 {
                condition: &gate.condition,
                found: &gate.found,
                outcome: gate.outcome.as_str(),
            })
            .collect(),
        notes: it.notes.iter().map(String::as_str).collect(),
    }
}

fn origin(origin: &Origin) -> OriginV1<'_> {
    let (rule, installers) = match &origin.counted {
        Counted::Asked(asked) => ("asked", Some(asked.as_str())),
        Counted::Fixed(fixed) => ("fixed", Some(fixed.as_str())),
        Counted::Unknown => ("unknown", None),
    };
    let (completeness, top) = match origin.completeness {
        Completeness::Whole => ("whole", None),
        Completeness::Top(rows) => ("top", Some(rows)),
    };
    OriginV1 {
        source: origin.source,
        place: &origin.place,
        window: origin.window.map(window),
        counted: CountedV1 { rule, installers },
        completeness,
        top,
        cost: origin.cost.map(|cost| CostV1 { bytes: cost.bytes, dollars: rounded(cost.dollars) }),
        cached: origin.cached,
        notes: &origin.notes,
    }
}

fn window(window: Window) -> WindowV1 {
    WindowV1 { first: window.first, last: window.last, days: window.days() }
}

fn split<'a>(
    report: &DownloadsReport<'_>,
    dimension: Dimension,
    shares: &'a Shares,
) -> SplitV1<'a> {
    let is_python = dimension == Dimension::Python;
    let rows = shares.rows.iter().map(|row| RowV1 {
        value: row.value.as_str(),
        kind: if row.value.text().is_some() { "value" } else { row.value.as_str() },
        downloads: row.downloads,
        percent: rounded(row.percent),
        percent_of_known: row.percent_of_known.map(rounded),
        end_of_life: row
            .value
            .text()
            .filter(|_| is_python)
            .and_then(|text| end_of_life(report, text))
            .map(|(date, _)| date),
    });
    SplitV1 {
        dimension: dimension.as_str(),
        total: shares.total,
        known: shares.known,
        rows: rows.collect(),
    }
}

fn series(it: &ProjectReport) -> Vec<SeriesV1> {
    let month = |(month, percent): &(Date, f64)| MonthV1 {
        month: number::month(*month),
        percent: rounded(*percent),
    };
    let series = it.series.iter();
    series
        .map(|it| SeriesV1 {
            python: it.python.to_string(),
            months: it.months.iter().map(month).collect(),
        })
        .collect()
}

fn forecast(it: &ProjectReport) -> Vec<ForecastV1> {
    let outlooks = it.forecasts.iter();
    outlooks
        .map(|outlook| ForecastV1 {
            python: outlook.python.to_string(),
            bands: outlook
                .bands
                .iter()
                .map(|band| BandV1 {
                    month: number::month(band.month),
                    low: rounded(band.low),
                    median: rounded(band.median),
                    high: rounded(band.high),
                })
                .collect(),
            under: outlook
                .crossings
                .iter()
                .map(|crossing| UnderV1 {
                    percent: crossing.percent,
                    first: number::month(crossing.first),
                    last: number::month(crossing.last),
                })
                .collect(),
        })
        .collect()
}

/// Six digits behind the point: more are noise, and sums keep fitting.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
