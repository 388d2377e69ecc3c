//! What a plan costs: jobs, minutes, money, waiting, megabytes.
//!
//! Pure arithmetic over a plan, the table `costs.toml` and, where there is one, a past run.

mod calibration;
mod queue;
mod sizes;
mod timings;
mod work;

use std::collections::BTreeMap;

pub use calibration::{Basis, Calibration};
pub use sizes::{ReleaseSize, Sizes};
pub use timings::{Timings, TimingsError};
pub use work::Task;

use super::Plan;
use crate::tables::Costs;
use work::Stages;

/// What a plan costs.
#[derive(Debug, Clone)]
pub struct Cost {
    /// The run that publishes
    pub release: Run,
    /// The run of a pull request without a label; `None` where pull requests run nothing
    pub pull_request: Option<Run>,
    /// The files
    pub size: ReleaseSize,
}

/// What one run costs.
#[derive(Debug, Clone)]
pub struct Run {
    /// Every job with its seconds, in the order in which they can start
    pub tasks: Vec<(Task, u64, Basis)>,
    /// By runner, in the order of their labels
    pub labels: Vec<LabelCost>,
    /// The slowest job of each stage: a run takes as long as these together
    pub path: Vec<(String, u64)>,
    /// Seconds with the machines that each kind of account has at once
    pub queued: Vec<(String, u64)>,
    /// Jobs that would be stopped for taking too long
    pub too_long: Vec<String>,
}

/// What the jobs on one runner cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelCost {
    /// What `runs-on` says
    pub label: String,
    /// Its jobs
    pub jobs: usize,
    /// Seconds of these together
    pub seconds: u64,
    /// Minutes that are charged: those of each job rounded up
    pub minutes: u64,
    /// The price; `None` for a machine that GitHub does not host
    pub price: Option<LabelPrice>,
}

/// What a runner's minutes cost, in millionths of a US dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelPrice {
    /// One minute
    pub per_minute: u64,
    /// All minutes, in a private repository, free minutes of the account left aside
    pub private: u64,
    /// All minutes, in a public repository
    pub public: u64,
    /// Whether somebody saw the price
    pub verified: bool,
}

impl Run {
    fn of(stages: &Stages, costs: &Costs, known: &Calibration) -> Self {
        let timed: Vec<Vec<(&Task, u64, Basis)>> = stages
            .iter()
            .map(|stage| {
                let timed = |task| {
                    let (seconds, basis) = known.seconds(task);
                    (task, seconds, basis)
                };
                stage.iter().map(timed).collect()
            })
            .collect();
        let slowest = |stage: &Vec<(&Task, u64, Basis)>| {
            let slowest = stage.iter().rev().max_by_key(|(_, seconds, _)| *seconds)?;
            Some((slowest.0.name.clone(), slowest.1))
        };
        let hosted = |task: &Task| costs.price(&task.label).is_some();
        let queued = costs.account.iter().map(|account| {
            let stage = |stage: &Vec<(&Task, u64, Basis)>| {
                let tasks: Vec<_> = stage.iter().map(|(task, it, _)| (*task, *it)).collect();
                queue::stage(&tasks, hosted, account)
            };
            (account.plan.clone(), timed.iter().map(stage).fold(0, u64::saturating_add))
        });
        let limit = costs.workflow.job_minutes.saturating_mul(60);
        let all = || timed.iter().flatten();
        Self {
            path: timed.iter().filter_map(slowest).collect(),
            queued: queued.collect(),
            too_long: all()
                .filter(|(task, seconds, _)| hosted(task) && *seconds > limit)
                .map(|(task, ..)| task.name.clone())
                .collect(),
            labels: labels(all().map(|(task, seconds, _)| (*task, *seconds)), costs),
            tasks: all().map(|(task, it, basis)| ((*task).clone(), *it, *basis)).collect(),
        }
    }

    /// Seconds of all jobs together.
    pub fn seconds(&self) -> u64 {
        self.labels.iter().map(|it| it.seconds).fold(0, u64::saturating_add)
    }

    /// Minutes that are charged for all jobs together.
    pub fn minutes(&self) -> u64 {
        self.labels.iter().map(|it| it.minutes).fold(0, u64::saturating_add)
    }

    /// Seconds from start to end where no job waits for a machine.
    pub fn longest(&self) -> u64 {
        self.path.iter().map(|(_, seconds)| *seconds).fold(0, u64::saturating_add)
    }

    /// Millionths of a US dollar for all runners, in a private or public repository; `None` where
    /// the price of none of them is known.
    pub fn micro_usd(&self, public: bool) -> Option<u64> {
        let prices = || self.labels.iter().filter_map(|it| it.price);
        prices().next()?;
        let each = prices().map(|it| if public { it.public } else { it.private });
        Some(each.fold(0, u64::saturating_add))
    }
}

fn labels<'a>(tasks: impl Iterator<Item = (&'a Task, u64)>, costs: &Costs) -> Vec<LabelCost> {
    let mut sums: BTreeMap<&str, (usize, u64, u64)> = BTreeMap::new();
    for (task, seconds) in tasks {
        let sum = sums.entry(&task.label).or_default();
        sum.0 += 1;
        sum.1 = sum.1.saturating_add(seconds);
        // A begun minute is a minute, and a job that ran has begun one.
        sum.2 = sum.2.saturating_add(seconds.div_ceil(60).max(1));
    }
    let cost = |(label, (jobs, seconds, minutes)): (&str, (usize, u64, u64))| {
        let price = costs.price(label).map(|row| {
            let per_minute = row.micro_usd();
            let private = minutes.saturating_mul(per_minute);
            let public = if row.free_for_public { 0 } else { private };
            LabelPrice { per_minute, private, public, verified: row.verified }
        });
        LabelCost { label: label.to_owned(), jobs, seconds, minutes, price }
    };
    sums.into_iter().map(cost).collect()
}

/// What a past run says of a plan's jobs, of the release and of pull requests.
pub fn calibrate(plan: &Plan, costs: &Costs, timings: &Timings) -> Calibration {
    let release = work::release(plan, costs);
    let pull_request = work::pull_request(plan, costs);
    let stages = release.iter().chain(pull_request.iter().flatten());
    Calibration::of(timings, stages.flatten())
}

/// What a plan costs. `known` is what a past run says, `sizes` what a past release says.
pub fn cost(plan: &Plan, costs: &Costs, known: &Calibration, sizes: &Sizes) -> Cost {
    let run = |stages: Stages| Run::of(&stages, costs, known);
    Cost {
        release: run(work::release(plan, costs)),
        pull_request: work::pull_request(plan, costs).map(run),
        size: sizes.release(plan, &costs.index),
    }
}
