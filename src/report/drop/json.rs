//! For programs: `relkit.drop/1`. The form stays; fields may be added.

use jiff::civil::Date;
use serde::Serialize;

use super::{DropReport, EditedFile, Guard, LeftLine};
use crate::{
    advice::{Fallback, PlanCost, Taken},
    downloads::{Completeness, Counted},
    drop::leftover::Aside,
    model::PythonVersion,
    report::downloads::ProjectReport,
};

/// The whole answer. Percents are numbers from 0 to 100 with at most six digits behind the point.
/// `null` is what is not known; `why` beside it says why.
#[derive(Serialize)]
struct DropV1<'a> {
    schema: &'static str,
    as_of: Date,
    project: &'a str,
    /// Nothing speaks of the dropped Pythons any more
    nothing_left: bool,
    written: bool,
    dropped: Vec<DroppedV1>,
    kept: Vec<String>,
    requires_python: RequiresV1<'a>,
    downloads: DownloadsV1<'a>,
    saving: SavingV1<'a>,
    fallback: FallbackV1<'a>,
    guard: GuardV1<'a>,
    edits: Vec<EditV1<'a>>,
    left: Vec<LeftV1<'a>>,
    /// Files that were not searched for lines to look at
    left_out: Vec<LeftOutV1<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct DroppedV1 {
    python: String,
    /// `false` where it went before
    supported_now: bool,
    end_of_life: Option<Date>,
    past_end_of_life: Option<bool>,
    /// Of the downloads with a known Python
    share: Option<f64>,
    /// The true share is no larger: the source gave its largest rows alone
    at_most: bool,
    share_of_newest_release: Option<f64>,
    /// In points
    change_in_year: Option<f64>,
    saving: Option<CostV1>,
}

#[derive(Serialize)]
struct RequiresV1<'a> {
    now: Option<&'a str>,
    /// File and line
    place: Option<&'a str>,
    /// After the edits; null where no file states it plainly
    then: Option<&'a str>,
}

/// Where the shares come from.
#[derive(Serialize)]
struct DownloadsV1<'a> {
    why: Option<&'a str>,
    source: Option<&'a str>,
    place: Option<&'a str>,
    cached: bool,
    window: Option<WindowV1>,
    /// `asked`, `fixed` by the source, or `unknown`
    counted: Option<&'static str>,
    installers: Option<&'a str>,
    /// The number of rows where the source gave its largest alone
    top: Option<u32>,
    total: Option<u64>,
    known: Option<u64>,
    newest_release: Option<&'a str>,
    /// Of all that go together
    share: Option<f64>,
    share_of_newest_release: Option<f64>,
    notes: Vec<&'a str>,
}

/// Whole days in UTC, both ends included.
#[derive(Serialize)]
struct WindowV1 {
    first: Date,
    last: Date,
    days: u32,
}

/// What each release saves; `bytes` is null where the size of a file is not known.
#[derive(Serialize)]
struct CostV1 {
    files: usize,
    jobs: usize,
    minutes: u64,
    bytes: Option<u64>,
}

#[derive(Serialize)]
struct SavingV1<'a> {
    why: Option<&'a str>,
    together: Option<CostV1>,
    /// The release that sizes come from
    sizes: Option<&'a str>,
}

#[derive(Serialize)]
struct FallbackV1<'a> {
    why: Option<&'a str>,
    /// Where the releases are listed
    place: Option<&'a str>,
    releases: Option<usize>,
    /// Whether any of their files states a Requires-Python
    requires_python_listed: Option<bool>,
    /// Targets without a wheel
    stranded: Option<usize>,
    targets: Vec<TargetV1<'a>>,
}

/// What pip 9 and later take. `takes` is `wheel`, `sdist` or `nothing`; `last_wheel` is the newest
/// release with a wheel where an sdist is taken; `old_pip_wheel` is what pip 8 and older install of
/// the next release, null where they take its sdist.
#[derive(Serialize)]
struct TargetV1<'a> {
    python: String,
    target: String,
    takes: &'static str,
    release: Option<String>,
    file: Option<&'a str>,
    last_wheel: Option<String>,
    old_pip_wheel: Option<&'a str>,
}

#[derive(Serialize)]
struct GuardV1<'a> {
    /// The release that setup.py names
    names: Option<&'a str>,
    why: Option<&'a str>,
}

#[derive(Serialize)]
struct EditV1<'a> {
    file: &'a str,
    changes: Vec<ChangeV1<'a>>,
}

#[derive(Serialize)]
struct ChangeV1<'a> {
    line: usize,
    what: &'a str,
}

#[derive(Serialize)]
struct LeftV1<'a> {
    file: &'a str,
    line: usize,
    kind: &'a str,
    why: &'a str,
    mend: Option<&'a str>,
    text: &'a str,
}

#[derive(Serialize)]
struct LeftOutV1<'a> {
    file: &'a str,
    /// `vendored` or `generated`
    why: &'static str,
}

/// One JSON object on several lines, with a newline at its end.
pub fn json(report: &DropReport<'_>) -> serde_json::Result<String> {
    let (requires_now, place) =
        report.requires_now.as_ref().map(|(now, place)| (now.as_str(), place.as_str())).unzip();
    let saving = report.saving.as_ref();
    let document = DropV1 {
        schema: "relkit.drop/1",
        as_of: report.as_of,
        project: report.project,
        nothing_left: report.is_done(),
        written: report.written,
        dropped: report.going.dropped().iter().map(|python| dropped(report, *python)).collect(),
        kept: report.going.kept().iter().map(ToString::to_string).collect(),
        requires_python: RequiresV1 {
            now: requires_now,
            place,
            then: report.requires_then.as_deref(),
        },
        downloads: downloads(report),
        saving: SavingV1 {
            why: saving.err().map(String::as_str),
            together: saving.ok().and_then(|saving| saving.together).map(cost),
            sizes: report.sized,
        },
        fallback: fallback(report),
        guard: match &report.guard {
            Guard::There(last) => GuardV1 { names: Some(last), why: None },
            Guard::No(why) => GuardV1 { names: None, why: Some(why) },
        },
        edits: report.edits.iter().map(edit).collect(),
        left: report.left.iter().map(left).collect(),
        left_out: report.left_out.iter().map(left_out).collect(),
        notes: &report.notes,
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn dropped(report: &DropReport<'_>, python: PythonVersion) -> DroppedV1 {
    let facts = report.facts(python);
    let end = report.end_of_life(python);
    let saving = report.saving.as_ref().ok();
    let own = saving.and_then(|saving| saving.each.iter().find(|(it, _)| *it == python));
    DroppedV1 {
        python: python.to_string(),
        supported_now: report.supported_now.contains(&python),
        end_of_life: end.map(|(date, _)| date),
        past_end_of_life: end.map(|(_, past)| past),
        share: match facts {
            Some(facts) => Some(rounded(facts.share)),
            None => report.downloads.is_ok().then_some(0.0),
        },
        at_most: facts.is_some_and(|facts| facts.at_most),
        share_of_newest_release: facts.and_then(|it| it.share_of_newest).map(rounded),
        change_in_year: facts.and_then(|it| it.change_in_year).map(rounded),
        saving: own.map(|(_, it)| cost(*it)),
    }
}

fn downloads<'a>(report: &'a DropReport<'_>) -> DownloadsV1<'a> {
    let told: Option<&'a ProjectReport> = report.downloads.as_ref().ok().copied();
    let origin = told.map(|it| &it.answer.origin);
    let (counted, installers) = match origin.map(|origin| &origin.counted) {
        Some(Counted::Asked(asked)) => (Some("asked"), Some(asked.as_str())),
        Some(Counted::Fixed(fixed)) => (Some("fixed"), Some(fixed.as_str())),
        Some(Counted::Unknown) => (Some("unknown"), None),
        None => (None, None),
    };
    let shares = told.and_then(|it| it.splits.first()).map(|(_, shares)| shares);
    let verdict = told.and_then(|it| it.verdict.as_ref());
    let window = told.and_then(|it| it.window);
    let notes = verdict.iter().flat_map(|it| &it.notes).map(|note| note.0.as_str());
    DownloadsV1 {
        why: report.downloads.as_ref().err().map(String::as_str),
        source: origin.map(|it| it.source),
        place: origin.map(|it| it.place.as_str()),
        cached: origin.is_some_and(|it| it.cached),
        window: window.map(|it| WindowV1 { first: it.first, last: it.last, days: it.days() }),
        counted,
        installers,
        top: origin.and_then(|it| match it.completeness {
            Completeness::Whole => None,
            Completeness::Top(rows) => Some(rows),
        }),
        total: shares.map(|it| it.total),
        known: shares.map(|it| it.known),
        newest_release: verdict.and_then(|it| it.newest_release.as_deref()),
        share: report.share().map(rounded),
        share_of_newest_release: report.share_of_newest().map(rounded),
        notes: origin.iter().flat_map(|it| &it.notes).map(String::as_str).chain(notes).collect(),
    }
}

fn fallback<'a>(report: &'a DropReport<'_>) -> FallbackV1<'a> {
    let told = report.fallbacks.as_ref().ok();
    let found = told.map(|(found, _)| *found);
    FallbackV1 {
        why: report.fallbacks.as_ref().err().map(String::as_str),
        place: told.map(|(_, place)| place.as_str()),
        releases: found.map(|it| it.releases),
        requires_python_listed: found.map(|it| it.has_requires_python),
        stranded: found.map(|it| it.stranded().count()),
        targets: found.iter().flat_map(|it| &it.rows).map(target).collect(),
    }
}

fn target(row: &Fallback) -> TargetV1<'_> {
    let (file, last_wheel) = match &row.takes {
        Taken::Wheel { file, .. } => (Some(file.as_str()), None),
        Taken::Sdist { file, last_wheel, .. } => (Some(file.as_str()), last_wheel.as_ref()),
        Taken::Nothing => (None, None),
    };
    TargetV1 {
        python: row.python.to_string(),
        target: row.target.to_string(),
        takes: row.takes.as_str(),
        release: row.takes.version().map(ToString::to_string),
        file,
        last_wheel: last_wheel.map(ToString::to_string),
        old_pip_wheel: row.old_pip_wheel.as_deref(),
    }
}

fn cost(cost: PlanCost) -> CostV1 {
    let PlanCost { files, jobs, minutes, bytes } = cost;
    CostV1 { files, jobs, minutes, bytes }
}

fn edit(file: &EditedFile) -> EditV1<'_> {
    let changes = file.changes.iter().map(|(line, what)| ChangeV1 { line: *line, what });
    EditV1 { file: &file.path, changes: changes.collect() }
}

fn left(line: &LeftLine) -> LeftV1<'_> {
    LeftV1 {
        file: &line.path,
        line: line.line,
        kind: &line.kind,
        why: &line.why,
        mend: line.mend.as_deref(),
        text: &line.text,
    }
}

fn left_out((path, why): &(String, Aside)) -> LeftOutV1<'_> {
    LeftOutV1 { file: path, why: why.name() }
}

/// Six digits behind the point: more are noise.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
