//! `runners.toml`: GitHub's hosted runners, with the days on which they go away.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::BuildPlatform;

/// The labels, and which one builds what.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runners {
    /// The day on which the table was true
    pub as_of: Date,
    /// Where the facts come from
    pub source: String,
    /// The runner of a build platform where the project names none
    pub default: Vec<DefaultRunner>,
    /// The labels
    pub runner: Vec<Runner>,
}

/// The runner of a build platform.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultRunner {
    /// What is built
    pub platform: BuildPlatform,
    /// The label of the runner that builds it
    pub runner: String,
    /// Whether the runner has to emulate the architecture with QEMU: no native runner exists
    pub qemu: bool,
}

/// One label.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runner {
    /// What `runs-on` says
    pub label: String,
    /// `linux`, `macos` or `windows`
    pub os: String,
    /// `x86_64` or `arm64`
    pub arch: String,
    /// From this day on jobs with the label wait for ever or fail
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Date>,
    /// What to use instead
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// The announcement
    pub evidence: String,
}

/// What a label is worth on a given day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunnerState {
    /// Nothing is announced
    Available,
    /// It goes away on that day
    Retiring(Date),
    /// It went away on that day
    Removed(Date),
}

impl Runner {
    /// What the label is worth on that day.
    pub fn state(&self, on: Date) -> RunnerState {
        match self.removed {
            None => RunnerState::Available,
            Some(day) if on >= day => RunnerState::Removed(day),
            Some(day) => RunnerState::Retiring(day),
        }
    }
}

impl Runners {
    /// The row of a label; GitHub takes labels in any case.
    pub fn get(&self, label: &str) -> Option<&Runner> {
        self.runner.iter().find(|runner| runner.label.eq_ignore_ascii_case(label))
    }

    /// The system and the architecture behind the labels of one job, as in the rows of this table.
    ///
    /// A machine of one's own has labels that GitHub gives it: `self-hosted`, one of `linux`,
    /// `macOS`, `windows` and one of `x64`, `ARM64`, in any case.
    pub fn machine<'a>(
        &self,
        labels: impl Iterator<Item = Option<&'a str>>,
    ) -> Option<(&str, &str)> {
        let mut found = (None, None);
        for label in labels {
            let label = label?;
            if let Some(row) = self.get(label) {
                return Some((&row.os, &row.arch));
            }
            match label.to_ascii_lowercase().as_str() {
                "linux" => found.0 = Some("linux"),
                "macos" => found.0 = Some("macos"),
                "windows" => found.0 = Some("windows"),
                "x64" => found.1 = Some("x86_64"),
                "arm64" => found.1 = Some("arm64"),
                _ => {}
            }
        }
        found.0.zip(found.1)
    }

    /// The runner for a build platform.
    pub fn default_for(&self, platform: BuildPlatform) -> Option<&DefaultRunner> {
        self.default.iter().find(|row| row.platform == platform)
    }
}

impl Table for Runners {
    const FILE: &'static str = "runners.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/runners.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        twice(self.runner.iter().map(|runner| &runner.label))
            .or_else(|| twice(self.default.iter().map(|row| row.platform)))
            .or_else(|| {
                let odd = self.default.iter().find(|row| self.get(&row.runner).is_none())?;
                Some(format!("`{}` runs on `{}`, which has no row", odd.platform, odd.runner))
            })
    }
}
