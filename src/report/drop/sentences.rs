//! What every format for people says, line by line.

use super::{DropReport, Guard};
use crate::{
    advice::{Fallback, Fallbacks, PlanCost, Taken},
    drop::leftover::Aside,
    model::PythonVersion,
    report::downloads::percent,
};

/// Ex) `drop 3.9: requires-python = ">=3.10" (now ">=3.9", pyproject.toml:7)`
pub(super) fn title(report: &DropReport<'_>) -> String {
    let going = listed(report.going.dropped());
    let requires = match (&report.requires_now, &report.requires_then) {
        (_, None) => "no file states requires-python plainly".to_owned(),
        (Some((now, place)), Some(then)) if now != then => {
            format!("requires-python = \"{then}\" (now \"{now}\", {place})")
        }
        (Some(_), Some(then)) => format!("requires-python = \"{then}\""),
        (None, Some(then)) => format!("requires-python = \"{then}\" (now none)"),
    };
    format!("{}: drop {going}: {requires}", report.project)
}

/// Heads of [`rows`].
pub(super) const HEAD: [&str; 9] = [
    "python",
    "end of life",
    "share",
    "newest release",
    "in a year",
    "files",
    "jobs",
    "minutes",
    "MB",
];

/// One row a Python, and one for all where there are several. What is not known is `?`.
pub(super) fn rows(report: &DropReport<'_>) -> Vec<[String; 9]> {
    let unknown = || "?".to_owned();
    let each = report.saving.as_ref().ok();
    let cost_of = |python: &PythonVersion| {
        each.and_then(|saving| saving.each.iter().find(|(it, _)| it == python)).map(|(_, it)| *it)
    };
    let mut rows: Vec<[String; 9]> = Vec::new();
    let row = |name: String, end: String, shares: [String; 3], cost: Option<PlanCost>| {
        let [share, newest, change] = shares;
        let [files, jobs, minutes, bytes] = figures(cost);
        [name, end, share, newest, change, files, jobs, minutes, bytes]
    };
    for python in report.going.dropped() {
        let end = match report.end_of_life(*python) {
            Some((date, true)) => format!("past {date}"),
            Some((date, false)) => date.to_string(),
            None => unknown(),
        };
        let facts = report.facts(*python);
        let none = || if report.downloads.is_ok() { percent(0.0) } else { unknown() };
        let share = facts.map_or_else(none, |it| {
            let most = if it.at_most { "at most " } else { "" };
            format!("{most}{}", percent(it.share))
        });
        let newest = facts.and_then(|it| it.share_of_newest).map_or_else(unknown, percent);
        let change = facts.and_then(|it| it.change_in_year);
        let change = change.map_or_else(unknown, |points| format!("{points:+.2} points"));
        rows.push(row(python.to_string(), end, [share, newest, change], cost_of(python)));
    }
    if rows.len() > 1 {
        let share = report.share().map_or_else(unknown, percent);
        let newest = report.share_of_newest().map_or_else(unknown, percent);
        let together = each.and_then(|saving| saving.together);
        rows.push(row("all".to_owned(), String::new(), [share, newest, String::new()], together));
    }
    rows
}

fn figures(cost: Option<PlanCost>) -> [String; 4] {
    let Some(PlanCost { files, jobs, minutes, bytes }) = cost else {
        return ["?", "?", "?", "?"].map(str::to_owned);
    };
    let bytes = bytes.map_or_else(|| "?".to_owned(), megabytes);
    [files.to_string(), jobs.to_string(), minutes.to_string(), bytes]
}

/// Tenths of what indexes call a megabyte.
fn megabytes(bytes: u64) -> String {
    let tenths = (bytes.saturating_mul(10).saturating_add(1 << 19)) >> 20;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// What a reader must know of the figures: what is not known, and what shares are of.
pub(super) fn about(report: &DropReport<'_>) -> Vec<String> {
    let mut out = Vec::new();
    match &report.downloads {
        Ok(downloads) => {
            out.push("share: of the downloads with a known Python".to_owned());
            let newest = downloads.verdict.as_ref().and_then(|it| it.newest_release.as_ref());
            out.push(match newest {
                Some(newest) => format!("newest release: the same among those of {newest}"),
                None => "newest release: too few downloads of it tell their Python".to_owned(),
            });
            for outlook in &downloads.forecasts {
                let sentence = outlook.sentence();
                if report.going.dropped().contains(&outlook.python) && !sentence.is_empty() {
                    out.push(format!("forecast of {}: {sentence}", outlook.python));
                }
            }
            out.extend(downloads.answer.origin.notes.iter().cloned());
            let notes = downloads.verdict.iter().flat_map(|verdict| &verdict.notes);
            out.extend(notes.map(|note| note.0.clone()));
        }
        Err(why) => out.push(why.clone()),
    }
    match (&report.saving, report.sized) {
        (Err(why), _) => out.push(format!("what a release saves is not known: {why}")),
        (Ok(_), None) => out.push("MB: sizes are unknown: give --sizes RELEASE".to_owned()),
        (Ok(_), Some(release)) => out.push(format!("MB: by the files of {release}")),
    }
    if report.saving.is_ok() {
        out.push("files, jobs and minutes: what each release saves, by the plan".to_owned());
    }
    out.extend(report.notes.iter().cloned());
    out
}

/// Who falls back to which release.
pub(super) fn fallbacks(report: &DropReport<'_>) -> Vec<String> {
    let (found, place) = match &report.fallbacks {
        Ok(found) => found,
        Err(why) => return vec![why.clone()],
    };
    let all = found.rows.len();
    let stranded = found.stranded().count();
    let releases = counted(found.releases, "release");
    let mut out = vec![match stranded {
        _ if all == 0 => "no target is affected".to_owned(),
        0 => format!("strands nobody: all {} keep a wheel", counted(all, "target")),
        _ => format!("strands {stranded} of {}: no wheel is left for them", counted(all, "target")),
    }];
    for (python, version, targets) in kept(found) {
        out.push(format!(
            "{python}: pip takes a wheel of {version} on {}",
            counted(targets, "target")
        ));
    }
    out.extend(found.stranded().map(stranded_line));
    out.extend(old_pips(report, found));
    out.push(format!("by {releases} in {place}"));
    if !found.has_requires_python && all > 0 {
        out.push(
            "no Requires-Python is listed: each of these releases counts as one that allows them"
                .to_owned(),
        );
    }
    out
}

/// How many targets keep a wheel, by Python and release.
fn kept(found: &Fallbacks) -> Vec<(PythonVersion, String, usize)> {
    let mut out: Vec<(PythonVersion, String, usize)> = Vec::new();
    for row in &found.rows {
        let Taken::Wheel { version, .. } = &row.takes else { continue };
        let version = version.to_string();
        match out.iter_mut().find(|(python, it, _)| *python == row.python && *it == version) {
            Some((.., count)) => *count += 1,
            None => out.push((row.python, version, 1)),
        }
    }
    out
}

fn stranded_line(row: &Fallback) -> String {
    let Fallback { python, target, takes, .. } = row;
    match takes {
        Taken::Sdist { file, last_wheel, .. } => {
            let last = last_wheel.as_ref();
            let last = last.map_or_else(
                || "no release has a wheel for it".to_owned(),
                |version| format!("{version} is the last with a wheel"),
            );
            format!("{python}: {target} builds {file}: {last}")
        }
        _ => format!("{python}: {target} gets nothing"),
    }
}

/// What pip 8 and older do: they do not read Requires-Python.
fn old_pips(report: &DropReport<'_>, found: &Fallbacks) -> Vec<String> {
    let mut out = Vec::new();
    let wheels = || found.rows.iter().filter_map(|row| row.old_pip_wheel.as_ref());
    if let Some(first) = wheels().next() {
        let count = counted(wheels().count(), "target");
        out.push(format!(
            "pip 8 and older, which do not read Requires-Python, install {first} of the next release \
             on {count}: no message stops them"
        ));
    }
    if wheels().count() < found.rows.len() {
        let end = match &report.guard {
            Guard::There(last) => format!("whose setup.py refuses and names {last}"),
            Guard::No(why) => format!("and no message stops them: {why}"),
        };
        out.push(format!(
            "pip 8 and older, which do not read Requires-Python, take the sdist of the next release, \
             {end}"
        ));
    }
    out
}

/// The files that change. Ex) `pyproject.toml:7  requires-python: >=3.9 becomes >=3.10`
pub(super) fn edits(report: &DropReport<'_>) -> Vec<String> {
    let line = |path: &str, line: &usize, what: &str| format!("{path}:{line}: {what}");
    let files = report.edits.iter();
    files.flat_map(|it| it.changes.iter().map(|(at, what)| line(&it.path, at, what))).collect()
}

/// What is left to be done by hand.
pub(super) fn left(report: &DropReport<'_>) -> Vec<String> {
    let lines = report.left.iter().map(|it| {
        let mend = it.mend.as_ref().map_or_else(String::new, |mend| format!(": {mend}"));
        let text = if it.text.is_empty() { String::new() } else { format!("{}: ", it.text) };
        format!("{}:{}: {text}{}{mend}", it.path, it.line, it.why)
    });
    lines.collect()
}

/// What was not searched. Ex) `1040 vendored files and 3 generated files`
pub(super) fn left_out(report: &DropReport<'_>) -> Option<String> {
    let count = |why: Aside| report.left_out.iter().filter(|(_, it)| *it == why).count();
    let counts: Vec<String> = [Aside::Vendored, Aside::Generated]
        .into_iter()
        .filter(|why| count(*why) > 0)
        .map(|why| counted(count(why), &format!("{why} file")))
        .collect();
    (!counts.is_empty()).then(|| counts.join(" and "))
}

/// The files that were not searched. Ex) `vendor/x.c: vendored`
pub(super) fn each_left_out(report: &DropReport<'_>) -> Vec<String> {
    report.left_out.iter().map(|(path, why)| format!("{path}: {why}")).collect()
}

/// What is the case at the end.
pub(super) fn end(report: &DropReport<'_>) -> String {
    let left = counted(report.left.len(), "line");
    let files = counted(report.edits.len(), "file");
    match (report.edits.is_empty(), report.left.is_empty(), report.written) {
        _ if report.is_done() => nothing_left(report),
        (true, true, _) => "nothing names them: there is nothing to edit".to_owned(),
        (true, false, _) => format!("{left} to look at by hand"),
        (false, true, true) => format!("{files} edited; nothing is left"),
        (false, false, true) => format!("{files} edited; {left} to look at by hand"),
        (false, true, false) => format!("{files} to edit: add --write, or --diff to see how"),
        (false, false, false) => {
            format!("{files} to edit: add --write, or --diff to see how; {left} to look at by hand")
        }
    }
}

/// Ex) `nothing is left of 3.9`
pub(super) fn nothing_left(report: &DropReport<'_>) -> String {
    format!("nothing is left of {}", listed(report.going.dropped()))
}

/// A number with its noun. Ex) `1 job`, `7 jobs`
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Ex) `2.7, 3.5 and 3.6`
pub(super) fn listed(items: &[PythonVersion]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    match items.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
