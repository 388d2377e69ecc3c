//! What a Python costs in each release: the difference between two plans.

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    matrix::{
        Plan, PlanTables,
        cost::{Calibration, Cost, Sizes, cost},
        simulate::{Change, pythons, simulate},
    },
    model::{Provider, PythonVersion},
    project::Project,
};

/// What Pythons cost in a release: what a plan without them lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PlanCost {
    /// Files that are built for them alone
    pub files: usize,
    /// Jobs that run for them alone
    pub jobs: usize,
    /// Minutes of machines, rounded down
    pub minutes: u64,
    /// The bytes of the files; unknown where the size of one of them is
    pub bytes: Option<u64>,
}

/// A project's plan, ready to be compared with smaller ones.
///
/// An abi3 wheel is built once for many Pythons: without its oldest the files stay, and tests go.
#[derive(Debug)]
pub struct Planner<'a> {
    project: &'a Project,
    tables: &'a PlanTables,
    provider: Provider,
    on: Date,
    now: &'a Plan,
    sizes: &'a Sizes,
    cost: Cost,
}

impl<'a> Planner<'a> {
    /// `sizes` come from a release whose files have known sizes; the default knows none.
    pub fn new(
        project: &'a Project,
        tables: &'a PlanTables,
        provider: Provider,
        on: Date,
        now: &'a Plan,
        sizes: &'a Sizes,
    ) -> Self {
        let cost = cost(now, &tables.costs, &Calibration::default(), sizes);
        Self { project, tables, provider, on, now, sizes, cost }
    }

    /// The Pythons of the plan, oldest first.
    pub fn pythons(&self) -> Vec<PythonVersion> {
        pythons(self.now)
    }

    /// What these cost together. Nothing for those that are not in the plan; `None` where there is
    /// no plan without them, as for the last one.
    pub fn cost_of(&self, drop: &[PythonVersion]) -> Option<PlanCost> {
        let has = self.pythons();
        let drop: Vec<PythonVersion> = drop.iter().filter(|it| has.contains(it)).copied().collect();
        if drop.is_empty() {
            return Some(PlanCost { bytes: Some(0), ..PlanCost::default() });
        }
        let change = Change { drop, ..Change::default() };
        let (project, tables) = (self.project, self.tables);
        let after = simulate(project, tables, self.provider, self.on, self.now, &change).ok()?;
        let after = cost(&after, &tables.costs, &Calibration::default(), self.sizes);
        let (was, is) = (&self.cost, &after);
        let lost_unknown = was.size.unknown.iter().any(|name| !is.size.unknown.contains(name));
        let known = self.sizes.is_known() && !lost_unknown;
        Some(PlanCost {
            files: was.size.files.saturating_sub(is.size.files),
            jobs: was.release.tasks.len().saturating_sub(is.release.tasks.len()),
            minutes: was.release.seconds().saturating_sub(is.release.seconds()) / 60,
            bytes: known.then(|| was.size.bytes.saturating_sub(is.size.bytes)),
        })
    }
}
