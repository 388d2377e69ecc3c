//! `costs.toml`: what a run costs in minutes and money, and the limits that CI and index set.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::{BuildOs, spelled::spelled};

/// Prices, durations and limits, each with what speaks for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// What a workflow may be
    pub workflow: WorkflowLimits,
    /// What the index takes
    pub index: IndexLimits,
    /// How many jobs an account runs at once, the smallest first
    pub account: Vec<Account>,
    /// Prices of hosted runners
    pub price: Vec<Price>,
    /// How long a piece of work takes where nothing is measured
    pub duration: Vec<Duration>,
}

/// What GitHub Actions takes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowLimits {
    /// Jobs of one matrix
    pub matrix_jobs: usize,
    /// Bytes of a workflow; a larger one is never started
    pub file_bytes: usize,
    /// Minutes after which a job on a hosted runner is stopped
    pub job_minutes: u64,
    /// Whether somebody saw it
    pub verified: bool,
    /// What speaks for it
    pub evidence: String,
}

/// What the index takes of a project that asked for nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexLimits {
    /// Bytes of one file
    pub file_bytes: u64,
    /// Bytes of all files of all releases
    pub project_bytes: u64,
    /// Whether somebody saw it
    pub verified: bool,
    /// What speaks for it
    pub evidence: String,
}

/// An account of GitHub's.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Ex) `Free`
    pub plan: String,
    /// Jobs at once on hosted runners
    pub jobs: usize,
    /// How many of them may run on macOS
    pub macos_jobs: usize,
    /// Whether somebody saw it
    pub verified: bool,
    /// What speaks for it
    pub evidence: String,
}

/// The price of some labels.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The line of the invoice. Ex) `linux_arm`
    pub sku: String,
    /// The labels
    pub labels: Vec<String>,
    /// US dollars for each begun minute of a job
    pub usd_per_minute: f64,
    /// Whether public repositories pay nothing
    pub free_for_public: bool,
    /// Whether somebody saw it
    pub verified: bool,
    /// What speaks for it
    pub evidence: String,
}

spelled! {
    /// A piece of work that jobs consist of.
    pub enum Work: "piece of work" {
        /// The whole job of the sdist
        Sdist = "sdist",
        /// The whole job that compares the files with the plan
        Gate = "gate",
        /// The whole job that publishes
        Publish = "publish",
        /// Starting a job that builds or tests: checkout, tools, containers, interpreters
        SetUp = "set-up",
        /// Building one wheel, repair included
        Build = "build",
        /// Testing one wheel on one interpreter
        Test = "test",
    }
}

/// How long a piece of work takes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// The piece of work
    pub work: Work,
    /// What it is done for
    pub os: BuildOs,
    /// Whether the architecture is emulated
    pub qemu: bool,
    /// Seconds
    pub seconds: u64,
    /// Whether it is a median of measured runs
    pub verified: bool,
    /// What speaks for it
    pub evidence: String,
}

/// The highest price per minute that is taken for one, in US dollars.
const DEAREST: f64 = 100.0;
/// The longest piece of work: a day.
const LONGEST: u64 = 86_400;

impl Price {
    /// Millionths of a US dollar for each begun minute.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the table's check keeps the price between 0 and 100"
    )]
    pub fn micro_usd(&self) -> u64 {
        (self.usd_per_minute * 1e6).round() as u64
    }
}

impl Costs {
    /// The price of a label; `None` for a runner that GitHub does not host.
    pub fn price(&self, label: &str) -> Option<&Price> {
        let same = |known: &String| known.eq_ignore_ascii_case(label);
        self.price.iter().find(|row| row.labels.iter().any(same))
    }

    /// Seconds of a piece of work. Where emulation has no row of its own, the native one counts.
    pub fn seconds(&self, work: Work, os: BuildOs, qemu: bool) -> u64 {
        let row = |qemu: bool| {
            self.duration.iter().find(|row| (row.work, row.os, row.qemu) == (work, os, qemu))
        };
        row(qemu).or_else(|| row(false)).map_or(0, |row| row.seconds)
    }
}

impl Table for Costs {
    const FILE: &'static str = "costs.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/costs.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        let key = |row: &Duration| format!("{} {} {}", row.work, row.os, row.qemu);
        twice(self.price.iter().flat_map(|row| &row.labels))
            .or_else(|| twice(self.price.iter().map(|row| &row.sku)))
            .or_else(|| twice(self.account.iter().map(|row| &row.plan)))
            .or_else(|| twice(self.duration.iter().map(key)))
            .or_else(|| {
                let odd = self.price.iter().find(|row| {
                    !row.usd_per_minute.is_finite()
                        || !(0.0..=DEAREST).contains(&row.usd_per_minute)
                })?;
                Some(format!("the price of `{}` is not between 0 and {DEAREST}", odd.sku))
            })
            .or_else(|| {
                let odd = self.duration.iter().find(|row| row.seconds > LONGEST)?;
                Some(format!("`{}` takes more than a day", key(odd)))
            })
            .or_else(|| self.missing())
            .or_else(|| {
                let odd = self.account.iter().find(|row| row.jobs == 0 || row.macos_jobs == 0)?;
                Some(format!("the account `{}` runs no job", odd.plan))
            })
            .or_else(|| {
                let none = self.index.file_bytes == 0 || self.index.project_bytes == 0;
                none.then(|| "the index takes no file".to_owned())
            })
    }
}

impl Costs {
    /// A piece of work without a row.
    fn missing(&self) -> Option<String> {
        let has = |work: Work, os: BuildOs| {
            self.duration.iter().any(|row| (row.work, row.os, row.qemu) == (work, os, false))
        };
        let once = [Work::Sdist, Work::Gate, Work::Publish].map(|work| (work, BuildOs::Linux));
        let each = [Work::SetUp, Work::Build, Work::Test]
            .into_iter()
            .flat_map(|work| BuildOs::ALL.iter().map(move |os| (work, *os)));
        let (work, os) = once.into_iter().chain(each).find(|(work, os)| !has(*work, *os))?;
        Some(format!("`{work}` has no duration for {os}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provider;
    use crate::tables::{Runners, Tables};

    #[test]
    fn every_runner_that_github_hosts_has_a_price() {
        let costs: Costs = Tables::embedded().load().unwrap();
        let runners: Runners = Tables::embedded().load().unwrap();
        let hosted = runners.runner.iter().filter(|row| row.provider == Provider::Github);
        let there = hosted.filter(|row| row.removed.is_none_or(|day| day > costs.as_of));
        let odd: Vec<&str> = there
            .filter(|row| costs.price(&row.label).is_none())
            .map(|row| row.label.as_str())
            .collect();
        assert!(odd.is_empty(), "no price in costs.toml for {odd:?}");
    }

    #[test]
    fn prices_are_exact_and_emulation_is_slower() {
        let costs: Costs = Tables::embedded().load().unwrap();
        assert_eq!(costs.price("Ubuntu-24.04").unwrap().micro_usd(), 6_000);
        assert_eq!(costs.price("macos-26").unwrap().micro_usd(), 62_000);
        assert!(costs.price("my-own-machine").is_none());
        let build = |qemu| costs.seconds(Work::Build, BuildOs::Linux, qemu);
        assert_eq!(build(true), 10 * build(false));
    }

    #[test]
    fn a_table_that_cannot_be_is_refused() {
        let problem = |old: &str, new: &str| {
            let text = Costs::EMBEDDED.replacen(old, new, 1);
            assert_ne!(text, Costs::EMBEDDED, "{old}");
            toml::from_str::<Costs>(&text).unwrap().problem()
        };
        let told = [
            problem("usd_per_minute = 0.002", "usd_per_minute = -1.0"),
            problem("usd_per_minute = 0.002", "usd_per_minute = nan"),
            problem("\"ubuntu-slim\"", "\"macos-26\""),
            problem("seconds = 600", "seconds = 900000"),
            problem("work = \"gate\"\nos = \"linux\"", "work = \"gate\"\nos = \"macos\""),
            problem("macos_jobs = 5", "macos_jobs = 0"),
        ];
        let told: Vec<String> = told.into_iter().map(Option::unwrap).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        the price of `linux_slim` is not between 0 and 100
        the price of `linux_slim` is not between 0 and 100
        `macos-26` stands twice
        `build linux true` takes more than a day
        `gate` has no duration for linux
        the account `Free` runs no job
        ");
    }
}
