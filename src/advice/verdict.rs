//! Which Pythons to drop, keep and watch, and the Requires-Python that follows.
//!
//! Each Python is judged by [`Rules`], from the oldest upwards. Two things hold across rows:
//!
//! - Only the oldest can go: `Requires-Python: >=3.9` has no holes. What lies above a Python that
//!   stays is watched at most.
//! - The limit is for all that go at once: users that are left behind are counted together, from
//!   the oldest upwards, so that five Pythons of 3 % each are not dropped as if they were few.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    Facts, PlanCost, PythonFacts,
    amount::{listed, shown},
    judge::{Case, Rules},
    reasons,
};
use crate::{
    drop::requires,
    model::{PythonVersion, SupportPolicy},
    tables::{Pythons, Stage},
};

/// What to do with a Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Support it no longer
    Drop,
    /// Support it
    Keep,
    /// Support it, and ask again: near a limit, or near its end of life
    Watch,
    /// Nothing yet: it is not out
    Wait,
    /// Support it from now on: it is out, and the plan has nothing for it
    Add,
    /// Nothing: Requires-Python excludes it, and those who run it get an older release
    Past,
}

impl Action {
    /// As it is shown. Ex) `drop`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Keep => "keep",
            Self::Watch => "watch",
            Self::Wait => "wait",
            Self::Add => "add",
            Self::Past => "past",
        }
    }
}

/// One reason, as a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason(pub String);

/// The dates of one Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Dates {
    /// The day of the first final release
    pub released: Date,
    /// From this day on there are security fixes only
    pub bugfix_end: Date,
    /// From this day on there is nothing
    pub end_of_life: Date,
    /// From this day on SPEC 0 asks for it no longer
    pub spec0: Option<Date>,
    /// From this day on NEP 29 asks for it no longer
    pub nep29: Option<Date>,
    /// Whether its end of life is past
    pub dead: bool,
}

/// The verdict of one Python.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerdictRow {
    /// Which one
    pub python: PythonVersion,
    /// What to do
    pub action: Action,
    /// Why, the weightiest first
    pub reasons: Vec<Reason>,
    /// Its dates, where the table knows it
    pub dates: Option<Dates>,
    /// What the verdict rests on
    pub facts: PythonFacts,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// One row a Python, oldest first
    pub rows: Vec<VerdictRow>,
    /// The Requires-Python that follows. Ex) `>=3.10`; `None` where every Python would go
    pub requires_python: Option<String>,
    /// What the project says now, where that is known
    pub now: Option<String>,
    /// The release that [`PythonFacts::share_of_newest`] is of
    pub newest_release: Option<String>,
    /// The share of downloads, of those with a known Python, whose users keep to older releases
    pub left_behind: f64,
    /// What a release saves without the dropped ones; set by who has the plan
    pub saving: Option<PlanCost>,
    /// What holds for all of it, one sentence each
    pub notes: Vec<Reason>,
}

impl Verdict {
    /// The Pythons with this action, oldest first.
    pub fn with(&self, action: Action) -> Vec<PythonVersion> {
        let rows = self.rows.iter().filter(|row| row.action == action);
        rows.map(|row| row.python).collect()
    }

    /// Adds what a release saves: [`Planner::cost_of`](super::Planner::cost_of) the dropped ones.
    #[must_use]
    pub fn saving(self, saving: Option<PlanCost>) -> Self {
        Self { saving, ..self }
    }

    /// What to do, and what follows for users and for releases, in one sentence. Ex) `drop 3.6 and
    /// 3.7: requires-python = ">=3.8" (now ">=3.6"); 1.12 % of downloads stay with older releases;
    /// each release saves 7 files, 4 jobs and 2.1 MB`
    pub fn summary(&self) -> String {
        let (dropped, added) = (self.with(Action::Drop), self.with(Action::Add));
        let Some(range) = &self.requires_python else {
            return match (self.rows.is_empty(), dropped.is_empty()) {
                (true, _) => "nothing to judge: no download has a known Python".to_owned(),
                (_, true) => "drop nothing".to_owned(),
                _ => format!("drop {}: no Python is left", listed(&dropped)),
            };
        };
        let now = self.now.as_ref().filter(|now| *now != range);
        let now = now.map_or_else(String::new, |now| format!(" (now \"{now}\")"));
        let mut parts =
            vec![format!("drop {}: requires-python = \"{range}\"{now}", listed(&dropped))];
        if !dropped.is_empty() {
            let left = shown(self.left_behind);
            parts.push(format!("{left} of downloads stay with older releases"));
            let saving = self.saving.filter(|saving| saving.files > 0 || saving.jobs > 0);
            parts.extend(saving.map(|it| format!("each release saves {}", reasons::amount(it))));
        }
        parts.extend((!added.is_empty()).then(|| format!("add {}", listed(&added))));
        parts.join("; ")
    }
}

/// Judges each Python on a day.
pub fn verdict(facts: &Facts, rules: &Rules, pythons: &Pythons, on: Date) -> Verdict {
    let mut rows = Vec::new();
    let mut left_behind = 0.0;
    // The weight by which rules judge: of the newest release's users where they are known.
    let mut lost = 0.0;
    let mut floor: Option<PythonVersion> = None;
    for python in &facts.pythons {
        let case = Case { python, facts, rules, pythons, on, lost };
        let (mut action, mut reasons) = case.judge();
        match (action, floor) {
            (Action::Drop, Some(floor)) => {
                action = Action::Watch;
                reasons.insert(0, reasons::no_hole(floor));
            }
            (Action::Drop, None) => {
                lost += case.weight();
                left_behind += python.share;
            }
            (Action::Keep | Action::Watch | Action::Wait, None) => floor = Some(python.version),
            _ => {}
        }
        let dates = dates(python.version, pythons, on);
        let facts = python.clone();
        rows.push(VerdictRow { python: python.version, action, reasons, dates, facts });
    }
    let drops = rows.iter().any(|row| row.action == Action::Drop);
    let added = || rows.iter().find(|row| row.action == Action::Add).map(|row| row.python);
    let stated = facts.requires_python.as_ref();
    let range = match (floor.or_else(added), stated) {
        (_, Some(stated)) if !drops => Some(stated.to_string()),
        (floor, stated) => floor.map(|floor| requires::raised(stated, floor)),
    };
    let mut verdict = Verdict {
        rows,
        requires_python: range,
        now: stated.map(ToString::to_string),
        newest_release: facts.newest_release.clone(),
        left_behind,
        saving: None,
        notes: Vec::new(),
    };
    verdict.notes = reasons::notes(&verdict, facts);
    verdict
}

fn dates(version: PythonVersion, pythons: &Pythons, on: Date) -> Option<Dates> {
    let row = pythons.get(version)?;
    Some(Dates {
        released: row.released,
        bugfix_end: row.bugfix_end,
        end_of_life: row.end_of_life,
        spec0: row.dropped_by(&SupportPolicy::Spec0),
        nep29: row.dropped_by(&SupportPolicy::Nep29),
        dead: row.stage(on) == Stage::EndOfLife,
    })
}
