//! `runners.toml`: the hosted runners of the CI systems, with the days on which they go away.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Table, twice};
use crate::model::{BuildPlatform, Provider};

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

/// The runner of a build platform. A CI system without a row hosts nothing that could build for
/// the platform, or nothing that could run what it built.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultRunner {
    /// The CI system
    pub provider: Provider,
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
    /// The CI system
    pub provider: Provider,
    /// What a job asks for: GitHub's `runs-on`, GitLab's tag, Azure's `vmImage`, CircleCI's resource
    /// class
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
    /// The announcement, or the documentation
    pub evidence: String,
    /// What a job needs there beside the label
    #[serde(default, skip_serializing_if = "Machine::is_plain")]
    pub machine: Machine,
}

/// What a job on a machine needs beside its label. GitHub's machines need nothing: the label names
/// an image with all tools, and actions bring the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Machine {
    /// GitLab: the container or VM image; CircleCI: the machine's image, on macOS the Xcode
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The image of a service that runs Docker's daemon, where jobs run in a container themselves
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daemon: Option<String>,
    /// Commands that install Docker's client, for jobs that build in containers
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub docker: Vec<String>,
    /// The command that installs Rosetta, for jobs that run x86-64 programs on Apple silicon
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rosetta: Option<String>,
    /// Commands that come first in every job
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prepare: Vec<String>,
    /// The shell, where it is not the one that the other machines of the CI system have
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shell: Option<String>,
    /// Commands that bring rustup and a toolchain, for jobs that build with Rust; none where the image
    /// has them
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rust: Vec<String>,
    /// The folder of rustup and cargo, where `PATH` lacks it once they are there; `$HOME` may stand
    /// in it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust_path: Option<String>,
    /// How a job calls Python; empty where none is needed
    #[serde(skip_serializing_if = "String::is_empty")]
    pub python: String,
}

impl Machine {
    fn is_plain(&self) -> bool {
        *self == Self::default()
    }
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
    /// The row of a label, whose case does not matter.
    pub fn get(&self, provider: Provider, label: &str) -> Option<&Runner> {
        let mut rows = self.runner.iter();
        rows.find(|row| row.provider == provider && row.label.eq_ignore_ascii_case(label))
    }

    /// The system and the architecture behind the labels of one job of GitHub's, as in the rows of this table.
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
            if let Some(row) = self.get(Provider::Github, label) {
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
    pub fn default_for(
        &self,
        provider: Provider,
        platform: BuildPlatform,
    ) -> Option<&DefaultRunner> {
        self.default.iter().find(|row| row.provider == provider && row.platform == platform)
    }

    /// What a job needs on a machine of one's own, which has no row: the same as on the hosted
    /// machines of that system.
    pub fn machine_of(&self, provider: Provider, os: &str) -> Machine {
        let mut rows = self.runner.iter();
        let row = rows.find(|row| row.provider == provider && row.os == os);
        row.map(|row| row.machine.clone()).unwrap_or_default()
    }
}

impl Table for Runners {
    const FILE: &'static str = "runners.toml";
    const EMBEDDED: &'static str = include_str!("../../matrices/runners.toml");

    fn as_of(&self) -> Date {
        self.as_of
    }

    fn problem(&self) -> Option<String> {
        let labels = self.runner.iter().map(|row| format!("{} {}", row.provider, row.label));
        let platforms = self.default.iter().map(|row| format!("{} {}", row.provider, row.platform));
        twice(labels).or_else(|| twice(platforms)).or_else(|| {
            let known = |row: &&DefaultRunner| self.get(row.provider, &row.runner).is_some();
            let odd = self.default.iter().find(|row| !known(row))?;
            Some(format!(
                "`{}` of {} runs on `{}`, which has no row",
                odd.platform, odd.provider, odd.runner
            ))
        })
    }
}
