//! What a past run says of the jobs of a plan: its own durations, and how far the table was off.

use std::collections::BTreeMap;

use super::{timings::Timings, work::Task};
use crate::model::BuildOs;

/// How a duration is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The job ran
    Measured,
    /// By the table, and by how far that was off for jobs that ran
    Scaled,
    /// By the table alone
    Estimated,
}

/// Seconds that were seen, and those that the table gives for the same jobs.
#[derive(Debug, Clone, Copy, Default)]
struct Ratio {
    seen: u64,
    estimated: u64,
}

impl Ratio {
    fn add(&mut self, seen: u64, estimated: u64) {
        self.seen = self.seen.saturating_add(seen);
        self.estimated = self.estimated.saturating_add(estimated);
    }

    /// Of an estimate; `None` where nothing was seen or nothing was estimated.
    fn scale(self, estimate: u64) -> Option<u64> {
        let scaled = u128::from(estimate) * u128::from(self.seen);
        let scaled =
            (scaled + u128::from(self.estimated) / 2).checked_div(self.estimated.into())?;
        u64::try_from(scaled).ok()
    }
}

/// Durations of jobs, as far as a run tells them.
#[derive(Debug, Clone, Default)]
pub struct Calibration {
    jobs: BTreeMap<String, Ratio>,
    kinds: BTreeMap<(BuildOs, bool), Ratio>,
    all: Ratio,
}

impl Calibration {
    /// Compares a run with the jobs of a plan.
    pub fn of<'a>(timings: &Timings, tasks: impl Iterator<Item = &'a Task>) -> Self {
        let mut own = Self::default();
        for task in tasks {
            let Some(seen) = timings.of(&task.name) else { continue };
            let ratio = Ratio { seen, estimated: task.estimate };
            if own.jobs.insert(task.name.clone(), ratio).is_none() {
                own.kinds.entry((task.os, task.qemu)).or_default().add(seen, task.estimate);
                own.all.add(seen, task.estimate);
            }
        }
        own
    }

    /// How many jobs it knows.
    pub fn matched(&self) -> usize {
        self.jobs.len()
    }

    /// Seconds of a job. One that ran and now does more or less is scaled by what it does; one that
    /// did not run is scaled as those of its kind were, else as all were.
    pub fn seconds(&self, task: &Task) -> (u64, Basis) {
        if let Some(ratio) = self.jobs.get(&task.name) {
            if ratio.estimated == task.estimate {
                return (ratio.seen, Basis::Measured);
            }
            if let Some(seconds) = ratio.scale(task.estimate) {
                return (seconds, Basis::Scaled);
            }
        }
        let kind = self.kinds.get(&(task.os, task.qemu)).and_then(|it| it.scale(task.estimate));
        match kind.or_else(|| self.all.scale(task.estimate)) {
            Some(seconds) => (seconds, Basis::Scaled),
            None => (task.estimate, Basis::Estimated),
        }
    }
}
