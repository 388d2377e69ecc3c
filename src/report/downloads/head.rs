//! Where the numbers come from: what every format says before them.

use super::{
    ProjectReport,
    fold::shown,
    number::{bytes, dollars, downloads, percent},
};
use crate::{
    downloads::{Completeness, Counted, Unread, Value},
    report::visible,
};

/// Labels and their texts, fit to be shown: source, days, installers, rows, no Python, cost.
pub(in crate::report) fn facts(report: &ProjectReport) -> Vec<(&'static str, String)> {
    let origin = &report.answer.origin;
    let cached = if origin.cached { ", from the cache" } else { "" };
    let mut out =
        vec![("source", format!("{} ({}){cached}", origin.source, visible(&origin.place)))];
    out.push(("days", days(report)));
    out.push(("installers", installers(&origin.counted)));
    out.push(("rows", rows(origin.completeness, origin.unread)));
    if let Some(unknown) = unknown(report) {
        out.push(("no Python", unknown));
    }
    if let Some(cost) = &origin.cost {
        let (bytes, dollars) = (bytes(cost.bytes), dollars(cost.dollars));
        out.push(("cost", format!("{bytes} billed, {dollars} by the list price")));
    }
    out
}

/// `psutil: 110,555,745 downloads`
pub(super) fn title(report: &ProjectReport) -> String {
    match report.splits.first() {
        Some((_, shares)) => format!("{}: {}", report.name(), downloads(shares.total)),
        None => report.name().to_owned(),
    }
}

/// One line for pictures of shares now. Ex) `source: pypistats · 2026-10-25 to 2026-11-21 (28 days)
/// · 1,000 downloads · mirrors left out`
pub(super) fn line(report: &ProjectReport) -> String {
    let (source, rest) = parts(report);
    let days = report.window.map_or_else(|| "days unknown".to_owned(), |it| it.to_string());
    let mut parts = vec![source, days];
    parts.extend(report.splits.first().map(|(_, shares)| downloads(shares.total)));
    parts.extend(rest);
    parts.join(" · ")
}

/// The same for pictures of other days.
pub(super) fn whence(report: &ProjectReport) -> String {
    let (source, rest) = parts(report);
    [source].into_iter().chain(rest).collect::<Vec<_>>().join(" · ")
}

/// The source; whose downloads count, and whether they are all.
fn parts(report: &ProjectReport) -> (String, Vec<String>) {
    let origin = &report.answer.origin;
    let installers = match &origin.counted {
        Counted::Asked(asked) if asked == "default" => "mirrors left out".to_owned(),
        Counted::Asked(asked) => format!("installers: {}", shown(asked)),
        Counted::Fixed(rule) => format!("installers: {}", shown(rule)),
        Counted::Unknown => "installers unknown".to_owned(),
    };
    let mut rest = vec![installers];
    if let Completeness::Top(rows) = origin.completeness {
        rest.push(format!("of the top {rows} alone"));
    }
    (format!("source: {}", origin.source), rest)
}

fn days(report: &ProjectReport) -> String {
    match report.window {
        None => "unknown: the source does not say".to_owned(),
        Some(window) if window.is_whole_weeks() => window.to_string(),
        Some(window) => format!("{window}; no whole weeks: some weekdays count more"),
    }
}

fn installers(counted: &Counted) -> String {
    match counted {
        Counted::Asked(asked) => match asked.as_str() {
            "default" => "those that install for people and CI; no mirrors, no browsers".to_owned(),
            "without-mirrors" => "all but mirrors".to_owned(),
            "all" => "all, mirrors included".to_owned(),
            names => visible(names),
        },
        Counted::Fixed(rule) => format!("{} (the source's own rule)", visible(rule)),
        Counted::Unknown => "unknown: the source does not say".to_owned(),
    }
}

fn rows(completeness: Completeness, unread: Unread) -> String {
    match completeness {
        Completeness::Whole if unread.rows > 0 => {
            format!("all but {} that cannot be read", unread.rows)
        }
        Completeness::Whole => "all".to_owned(),
        Completeness::Top(rows) => {
            format!("the {rows} largest alone: shares are of their sum, not of all downloads")
        }
    }
}

/// What says no Python, or none that there is.
fn unknown(report: &ProjectReport) -> Option<String> {
    let shares = report.pythons()?;
    let parts: Vec<String> = [Value::Unknown, Value::Other, Value::Prerelease]
        .iter()
        .filter_map(|value| shares.get(value))
        .map(|row| format!("{} {}", percent(row.percent), row.value))
        .collect();
    Some(if parts.is_empty() { "every download tells one".to_owned() } else { parts.join(", ") })
}
