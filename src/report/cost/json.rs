//! `relkit.cost/1`. The form stays; fields may be added.

use serde::Serialize;

use super::{Figures, difference};
use crate::matrix::{
    Plan,
    cost::{Basis, Cost, Run},
};

/// The figures as JSON. Durations are in seconds, money is in US dollars, sizes are in bytes.
pub fn json(figures: &Figures<'_>) -> Result<String, serde_json::Error> {
    let costs = figures.costs;
    let (lost, new) = difference(figures).unwrap_or_default();
    let document = Document {
        schema: "relkit.cost/1",
        project: figures.now.0.project.to_string(),
        as_of: costs.as_of.to_string(),
        timings: figures.timings.map(|(timings, matched)| TimingsUsed {
            measured: timings.seconds.len(),
            unfinished: timings.unfinished,
            planned: matched,
        }),
        sizes_from: figures.sized,
        project_limit_bytes: costs.index.project_bytes,
        now: CostOut::of(figures, figures.now.0, figures.now.1),
        simulation: figures.after.as_ref().map(|(plan, cost)| Simulation {
            change: &figures.change,
            after: CostOut::of(figures, plan, cost),
            lost_files: lost,
            new_files: new,
        }),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    project: String,
    /// The day of the table of prices
    as_of: String,
    timings: Option<TimingsUsed>,
    sizes_from: Option<&'a str>,
    project_limit_bytes: u64,
    now: CostOut<'a>,
    simulation: Option<Simulation<'a>>,
}

#[derive(Serialize)]
struct TimingsUsed {
    /// Jobs of the run that ended well
    measured: usize,
    unfinished: usize,
    /// Jobs of the plan that are among them
    planned: usize,
}

#[derive(Serialize)]
struct Simulation<'a> {
    /// Ex) `--drop 3.10`
    change: &'a str,
    after: CostOut<'a>,
    lost_files: Vec<String>,
    new_files: Vec<String>,
}

#[derive(Serialize)]
struct CostOut<'a> {
    release: RunOut<'a>,
    /// `null` where pull requests run nothing
    pull_request: Option<RunOut<'a>>,
    files: usize,
    /// `null` where a size is not known
    bytes: Option<u64>,
    known_bytes: u64,
    unknown_sizes: &'a [String],
    too_large: &'a [String],
    file_limit_bytes: u64,
    releases_within_limit: Option<u64>,
}

#[derive(Serialize)]
struct RunOut<'a> {
    seconds: u64,
    charged_minutes: u64,
    /// Null where no price is known
    usd_private: Option<f64>,
    usd_public: Option<f64>,
    /// From start to end where no job waits for a machine
    longest_seconds: u64,
    longest: Vec<Step<'a>>,
    queued: Vec<Queued<'a>>,
    too_long: &'a [String],
    runners: Vec<RunnerOut<'a>>,
    jobs: Vec<JobOut<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    name: &'a str,
    seconds: u64,
}

#[derive(Serialize)]
struct Queued<'a> {
    account: &'a str,
    jobs: usize,
    macos_jobs: usize,
    verified: bool,
    seconds: u64,
}

#[derive(Serialize)]
struct RunnerOut<'a> {
    runner: &'a str,
    jobs: usize,
    seconds: u64,
    charged_minutes: u64,
    /// `null` for a machine that GitHub does not host
    usd_per_minute: Option<f64>,
    usd_private: Option<f64>,
    usd_public: Option<f64>,
    price_verified: Option<bool>,
}

#[derive(Serialize)]
struct JobOut<'a> {
    name: &'a str,
    runner: &'a str,
    qemu: bool,
    seconds: u64,
    /// `measured`, `scaled` or `estimated`
    basis: &'static str,
}

impl<'a> CostOut<'a> {
    fn of(figures: &Figures<'a>, plan: &Plan, cost: &'a Cost) -> Self {
        let size = &cost.size;
        Self {
            release: RunOut::of(figures, &cost.release),
            pull_request: cost.pull_request.as_ref().map(|run| RunOut::of(figures, run)),
            files: size.files,
            bytes: size.unknown.is_empty().then_some(size.bytes),
            known_bytes: size.bytes,
            unknown_sizes: &size.unknown,
            too_large: &size.too_large,
            file_limit_bytes: plan.file_limit,
            releases_within_limit: size.releases,
        }
    }
}

impl<'a> RunOut<'a> {
    fn of(figures: &Figures<'a>, run: &'a Run) -> Self {
        let queued = run.queued.iter().zip(&figures.costs.account);
        Self {
            seconds: run.seconds(),
            charged_minutes: run.minutes(),
            usd_private: run.micro_usd(false).map(dollars),
            usd_public: run.micro_usd(true).map(dollars),
            longest_seconds: run.longest(),
            longest: run.path.iter().map(|(name, it)| Step { name, seconds: *it }).collect(),
            queued: queued
                .map(|((name, seconds), account)| Queued {
                    account: name,
                    jobs: account.jobs,
                    macos_jobs: account.macos_jobs,
                    verified: account.verified,
                    seconds: *seconds,
                })
                .collect(),
            too_long: &run.too_long,
            runners: run
                .labels
                .iter()
                .map(|it| RunnerOut {
                    runner: &it.label,
                    jobs: it.jobs,
                    seconds: it.seconds,
                    charged_minutes: it.minutes,
                    usd_per_minute: it.price.map(|price| dollars(price.per_minute)),
                    usd_private: it.price.map(|price| dollars(price.private)),
                    usd_public: it.price.map(|price| dollars(price.public)),
                    price_verified: it.price.map(|price| price.verified),
                })
                .collect(),
            jobs: run
                .tasks
                .iter()
                .map(|(task, seconds, basis)| JobOut {
                    name: &task.name,
                    runner: &task.label,
                    qemu: task.qemu,
                    seconds: *seconds,
                    basis: match basis {
                        Basis::Measured => "measured",
                        Basis::Scaled => "scaled",
                        Basis::Estimated => "estimated",
                    },
                })
                .collect(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "sums of money stay far below 2^53 millionths")]
fn dollars(micro: u64) -> f64 {
    micro as f64 / 1e6
}
