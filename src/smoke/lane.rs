//! A lane: one file tried on one interpreter.

use std::path::{Path, PathBuf};

use super::{
    Case, Drivers, Environment, LeakCall, Said, Scratch, Settings, SetupError, Tools,
    drivers::Seat,
    gates::{self, Answers},
};
use crate::{dist::Wheel, model::Target};

/// One file and the interpreter that tries it.
#[derive(Debug, Clone, Copy)]
pub struct Lane<'a> {
    /// The interpreter
    pub python: &'a Path,
    /// What it says of itself
    pub said: &'a Said,
    /// The file
    pub file: &'a Path,
    /// What is in it
    pub wheel: &'a Wheel,
    /// The calls of its release whose leaks are looked for
    pub calls: &'a [LeakCall],
}

/// A lane with its outcome, for reports.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The interpreter's path
    pub python: PathBuf,
    /// Its version. Ex) `3.13.0`
    pub version: String,
    /// The target that it is, where it is known
    pub target: Option<Target>,
    /// The release. Ex) `psutil 7.2.2`
    pub release: String,
    /// The file that an installer chooses, as it was given
    pub file: Option<String>,
    /// What came of it
    pub outcome: Outcome,
}

/// What came of a lane.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It was not tried
    NotTried(WhyNot),
    /// It was tried
    Tried {
        /// The answers
        cases: Vec<Case>,
        /// The slowest modules, with seconds of their own
        slowest: Vec<(String, f64)>,
        /// What is to be known and judges nothing
        notes: Vec<String>,
        /// The same, for everybody
        told: Vec<String>,
        /// What made the environment
        by: &'static str,
        /// How long all of it took
        seconds: f64,
    },
}

/// Why a lane was not tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    /// The interpreter's platform or implementation is not known
    #[error("{0}")]
    Unknown(String),
    /// No file is for it
    #[error("no file is for it")]
    NoFile,
    /// An installer would build the source distribution
    #[error("installers build the source distribution")]
    Sdist,
    /// The environment could not be made, or the file not be installed
    #[error("{0}")]
    Setup(SetupError),
}

impl WhyNot {
    /// The word for it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown-target",
            Self::NoFile => "no-file",
            Self::Sdist => "sdist",
            Self::Setup(_) => "not-installed",
        }
    }

    /// Whether it is a failure by itself: a file that is chosen must install.
    pub const fn is_failure(&self) -> bool {
        matches!(self, Self::Setup(_))
    }
}

impl Trial {
    /// Whether it was tried.
    pub fn is_tried(&self) -> bool {
        matches!(self.outcome, Outcome::Tried { .. })
    }

    /// The answers; none where it was not tried.
    pub fn cases(&self) -> &[Case] {
        match &self.outcome {
            Outcome::Tried { cases, .. } => cases,
            Outcome::NotTried(_) => &[],
        }
    }

    /// Whether there is anything but passes.
    pub fn fails(&self) -> bool {
        match &self.outcome {
            Outcome::Tried { cases, .. } => cases.iter().any(|case| !case.verdict.is_pass()),
            Outcome::NotTried(why) => why.is_failure(),
        }
    }
}

/// Tries a lane. Whatever the wheel does is an answer; nothing of it is left behind.
pub fn try_lane(lane: &Lane<'_>, settings: &Settings, tools: &Tools, scratch: &Scratch) -> Outcome {
    let began = std::time::Instant::now();
    let failed = |error| Outcome::NotTried(WhyNot::Setup(error));
    let environment = match Environment::make(lane.python, lane.said, tools, scratch) {
        Ok(environment) => environment,
        Err(error) => return failed(error),
    };
    let dependencies = settings.dependencies && depends(lane.wheel);
    if let Err(error) = environment.install(lane.file, dependencies, &settings.find_links) {
        environment.remove();
        return failed(error);
    }
    let limits = settings.limits();
    // A copy of its own: what a wheel does to it is not what the others meet.
    let drivers = match scratch.folder("drivers").and_then(|folder| Drivers::write(&folder)) {
        Ok(drivers) => drivers,
        Err(error) => {
            environment.remove();
            return failed(SetupError::folder(&error));
        }
    };
    let seat = Seat { drivers: &drivers, scratch, environment: &environment, limits: &limits };
    let Answers { cases, slowest, notes, told } = gates::all(lane, settings, &seat);
    let by = environment.by;
    environment.remove();
    Outcome::Tried { cases, slowest, notes, told, by, seconds: began.elapsed().as_secs_f64() }
}

/// Whether a wheel depends on others without an extra.
fn depends(wheel: &Wheel) -> bool {
    let fields = wheel.metadata.iter().flat_map(crate::dist::Metadata::requires_dist);
    fields.into_iter().any(|field| {
        let marker = field.value.split_once(';').map_or("", |(_, marker)| marker);
        !marker.contains("extra")
    })
}
