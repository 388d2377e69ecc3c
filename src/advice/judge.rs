//! The rules for one Python.
//!
//! | its life | its weight | what to do |
//! |---|---|---|
//! | past its end of life | below the trace | drop |
//! | past its end of life | below the limit, and grew in the year | watch |
//! | past its end of life | below the limit | drop |
//! | past its end of life | at the limit or above | watch |
//! | past the date of the policy, still alive | below the limit | drop |
//! | past the date of the policy, still alive | at the limit or above | watch |
//! | its date is near | any | watch |
//! | not out yet | any | wait |
//! | else | any | keep |
//!
//! The policy's date is the end of life unless the policy is SPEC 0 or NEP 29: within its life a
//! Python is dropped only because the project follows one of these. A range as policy is a decision
//! that is made already: what it leaves out is judged as if its date were past.
//!
//! The weight is the share among the users of the newest release, where that is known: those whom
//! a higher Requires-Python reaches. Else it is the share of all downloads. The weights of older
//! Pythons that go at the same time are added to it.

use jiff::{ToSpan, civil::Date};

use super::{Action, Facts, PythonFacts, Reason, reasons};
use crate::{
    model::{PythonVersion, SupportPolicy},
    tables::{Pythons, Stage},
};

/// What is few, and what is near.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Which Pythons the project wants to support
    pub policy: SupportPolicy,
    /// The limit in percent: users of this share are not left behind
    pub few: f64,
    /// Below this share, in percent, a Python past its end of life goes even if its share grew
    pub trace: f64,
    /// A date is near within so many days
    pub near: u16,
}

impl Default for Rules {
    fn default() -> Self {
        Self { policy: SupportPolicy::EndOfLife, few: 5.0, trace: 1.0, near: 183 }
    }
}

/// Growth of a share in a year, in points, that is no accident of the weeks that are compared.
const GREW: f64 = 0.5;

/// One Python, and what was decided of those before it.
pub(super) struct Case<'a> {
    pub(super) python: &'a PythonFacts,
    pub(super) facts: &'a Facts,
    pub(super) rules: &'a Rules,
    pub(super) pythons: &'a Pythons,
    pub(super) on: Date,
    /// The weights of the older ones that go
    pub(super) lost: f64,
}

/// Where a Python stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// It is planned for a day, or for none that is known
    Planned(Option<Date>),
    /// Its end is to come; whether it gets security fixes alone
    Alive { until: Date, security: bool },
    /// Its end is past, since a day that the table knows or long ago
    Dead(Option<Date>),
}

impl Case<'_> {
    pub(super) fn judge(&self) -> (Action, Vec<Reason>) {
        if let Some(action) = self.outside() {
            return (action, reasons::of(self, action));
        }
        let weight = self.weight() + self.lost;
        let few = weight < self.rules.few;
        let action = match self.life() {
            Life::Dead(_) if few && (weight < self.rules.trace || !self.grew()) => Action::Drop,
            Life::Dead(_) => Action::Watch,
            Life::Alive { .. } if self.policy_is_over() => {
                if few {
                    Action::Drop
                } else {
                    Action::Watch
                }
            }
            Life::Alive { .. } if self.is_near() => Action::Watch,
            Life::Alive { .. } => Action::Keep,
            Life::Planned(_) => Action::Wait,
        };
        (action, reasons::of(self, action))
    }

    /// The share that counts, in percent.
    pub(super) fn weight(&self) -> f64 {
        self.python.share_of_newest.unwrap_or(self.python.share)
    }

    pub(super) fn life(&self) -> Life {
        let Some(row) = self.pythons.get(self.python.version) else {
            let newest_dead = self.pythons.python.iter().rev();
            let mut dead = newest_dead.filter(|row| row.stage(self.on) == Stage::EndOfLife);
            let is_older = dead.next().is_some_and(|row| self.python.version < row.version);
            return if is_older { Life::Dead(None) } else { Life::Planned(None) };
        };
        match row.stage(self.on) {
            Stage::Planned => Life::Planned(Some(row.released)),
            Stage::Bugfix => Life::Alive { until: row.end_of_life, security: false },
            Stage::Security => Life::Alive { until: row.end_of_life, security: true },
            Stage::EndOfLife => Life::Dead(Some(row.end_of_life)),
        }
    }

    /// The first day on which the policy no longer asks for it.
    pub(super) fn policy_date(&self) -> Option<Date> {
        let row = self.pythons.get(self.python.version)?;
        row.dropped_by(&self.rules.policy)
    }

    /// Whether the policy no longer asks for it.
    pub(super) fn policy_is_over(&self) -> bool {
        let row = self.pythons.get(self.python.version);
        row.is_some_and(|row| !row.is_supported(&self.rules.policy, self.on))
    }

    /// The next date at which the verdict may change, where it is near.
    pub(super) fn near_date(&self) -> Option<Date> {
        let row = self.pythons.get(self.python.version)?;
        let date = self.policy_date().map_or(row.end_of_life, |day| day.min(row.end_of_life));
        let near = self.on.checked_add(i64::from(self.rules.near).days()).ok()?;
        (self.on < date && date <= near).then_some(date)
    }

    fn is_near(&self) -> bool {
        self.near_date().is_some()
    }

    /// Whether its share grew in the year by more than chance.
    pub(super) fn grew(&self) -> bool {
        self.python.change_in_year.is_some_and(|change| change > GREW)
    }

    /// What to do with a Python that the project does not support.
    fn outside(&self) -> Option<Action> {
        let all = || self.facts.pythons.iter();
        let newest = |such: &dyn Fn(&PythonFacts) -> bool| -> Option<PythonVersion> {
            all().filter(|it| such(it)).map(|it| it.version).max()
        };
        let alive = matches!(self.life(), Life::Alive { .. });
        if self.python.supported == Some(false) {
            let last = newest(&|it| it.supported == Some(true));
            let is_newer = last.is_some_and(|last| last < self.python.version);
            return Some(if is_newer && alive { Action::Add } else { Action::Past });
        }
        let last = newest(&|it| it.planned == Some(true));
        let is_newer = last.is_some_and(|last| last < self.python.version);
        (self.python.planned == Some(false) && is_newer && alive).then_some(Action::Add)
    }
}
