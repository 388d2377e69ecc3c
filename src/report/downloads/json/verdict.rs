//! The verdict for programs: what to do, and the figures that it rests on.

use jiff::civil::Date;
use serde::Serialize;

use super::rounded;
use crate::{
    advice::{Dates, PlanCost, Verdict, VerdictRow},
    report::downloads::number,
};

/// What to do. `summary` is all of it as a sentence. `left_behind` is the share of downloads with a
/// known Python whose users keep to older releases, `saving` what each release saves without the
/// dropped Pythons; null where no plan tells. `newest_release` is null where too few downloads of it
/// are known.
#[derive(Serialize)]
pub(super) struct VerdictV1<'a> {
    summary: String,
    rows: Vec<RowV1<'a>>,
    requires_python: Option<&'a str>,
    now: Option<&'a str>,
    newest_release: Option<&'a str>,
    left_behind: f64,
    saving: Option<CostV1>,
    notes: Vec<&'a str>,
}

/// `action` is `drop`, `keep`, `watch`, `wait`, `add` or `past`. Shares are of the downloads with a
/// known Python; `at_most` says that the true one is no larger; `change_in_year` is in points.
/// `crossing` is between which months the share falls under the limit. Null is what is not known.
#[derive(Serialize)]
struct RowV1<'a> {
    python: String,
    action: &'static str,
    reasons: Vec<&'a str>,
    share: f64,
    at_most: bool,
    share_of_newest_release: Option<f64>,
    change_in_year: Option<f64>,
    crossing: Option<CrossingV1>,
    cost: Option<CostV1>,
    dates: Option<DatesV1>,
    supported: Option<bool>,
    planned: Option<bool>,
}

/// `bytes` is null where the size of a file is not known.
#[derive(Serialize)]
struct CostV1 {
    files: usize,
    jobs: usize,
    minutes: u64,
    bytes: Option<u64>,
}

#[derive(Serialize)]
struct CrossingV1 {
    first: String,
    last: String,
}

/// `bugfix_end`, `end_of_life`, `spec0` and `nep29` are the first days on which it is over.
#[derive(Serialize)]
struct DatesV1 {
    released: Date,
    bugfix_end: Date,
    end_of_life: Date,
    spec0: Option<Date>,
    nep29: Option<Date>,
}

pub(super) fn verdict(verdict: &Verdict) -> VerdictV1<'_> {
    VerdictV1 {
        summary: verdict.summary(),
        rows: verdict.rows.iter().map(row).collect(),
        requires_python: verdict.requires_python.as_deref(),
        now: verdict.now.as_deref(),
        newest_release: verdict.newest_release.as_deref(),
        left_behind: rounded(verdict.left_behind),
        saving: verdict.saving.map(cost),
        notes: verdict.notes.iter().map(|note| note.0.as_str()).collect(),
    }
}

fn row(row: &VerdictRow) -> RowV1<'_> {
    let facts = &row.facts;
    RowV1 {
        python: row.python.to_string(),
        action: row.action.as_str(),
        reasons: row.reasons.iter().map(|reason| reason.0.as_str()).collect(),
        share: rounded(facts.share),
        at_most: facts.at_most,
        share_of_newest_release: facts.share_of_newest.map(rounded),
        change_in_year: facts.change_in_year.map(rounded),
        crossing: facts.crossing.map(|(first, last)| CrossingV1 {
            first: number::month(first),
            last: number::month(last),
        }),
        cost: facts.cost.map(cost),
        dates: row.dates.map(dates),
        supported: facts.supported,
        planned: facts.planned,
    }
}

fn cost(cost: PlanCost) -> CostV1 {
    let PlanCost { files, jobs, minutes, bytes } = cost;
    CostV1 { files, jobs, minutes, bytes }
}

fn dates(dates: Dates) -> DatesV1 {
    let Dates { released, bugfix_end, end_of_life, spec0, nep29, dead: _ } = dates;
    DatesV1 { released, bugfix_end, end_of_life, spec0, nep29 }
}
