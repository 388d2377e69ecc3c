//! A lane: one file tried on one interpreter.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::{
    Case, Drivers, Engine, Environment, Gate, LeakCall, Said, Scratch, Settings, SetupError, Tools,
    Verdict, drivers::Seat, gil, imports, leaks, listing, modules, modules::Modules,
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
pub fn try_lane(
    lane: &Lane<'_>,
    settings: &Settings,
    tools: &Tools,
    drivers: &Drivers,
    scratch: &Scratch,
) -> Outcome {
    let began = std::time::Instant::now();
    let failed = |error| Outcome::NotTried(WhyNot::Setup(error));
    let environment = match Environment::make(lane.python, lane.said, tools, scratch) {
        Ok(environment) => environment,
        Err(error) => return failed(error),
    };
    let dependencies = settings.dependencies && depends(lane.wheel);
    if let Err(error) = environment.install(lane.file, dependencies) {
        environment.remove();
        return failed(error);
    }
    let limits: Value = settings.limits();
    let seat = Seat { drivers, scratch, environment: &environment, limits: &limits };
    let (cases, slowest, notes) = gates(lane, settings, &seat);
    let by = environment.by;
    environment.remove();
    Outcome::Tried { cases, slowest, notes, by, seconds: began.elapsed().as_secs_f64() }
}

type Answers = (Vec<Case>, Vec<(String, f64)>, Vec<String>);

fn gates(lane: &Lane<'_>, settings: &Settings, seat: &Seat<'_>) -> Answers {
    let platform = lane.said.target().ok().map(|target| target.platform);
    let found = Modules::of(lane.wheel, lane.said, platform);
    let mut notes = Vec::new();
    let skipped = |name: &String| settings.skip.iter().any(|skip| is_below(name, skip));
    let (skipped_modules, names): (Vec<_>, Vec<_>) = found.names().into_iter().partition(skipped);
    notes.extend(skipped_modules.iter().map(|name| format!("{name} is skipped, as asked")));
    let (skipped, libraries): (Vec<_>, Vec<_>) =
        found.libraries.iter().cloned().partition(|path| settings.skips_file(path));
    notes.extend(skipped.iter().map(|path| format!("{path} is skipped, as asked")));
    let tried = imports::try_all(seat, &names, &libraries, settings);
    let mut cases = tried.cases;
    for path in &found.foreign {
        cases.push(Case::new(Gate::Import, path, Verdict::WrongName));
    }
    if names.is_empty() && found.foreign.is_empty() {
        let why = "it brings no module that can be imported".to_owned();
        cases.push(Case::new(Gate::Import, "all modules", Verdict::Skipped(why)));
    }
    let imported: Vec<String> = cases
        .iter()
        .filter(|case| case.gate == Gate::Import && case.verdict.is_imported())
        .map(|case| case.subject.clone())
        .collect();
    let imported: BTreeSet<&str> = imported.iter().map(String::as_str).collect();
    if lane.said.free_threaded {
        let wanted = found.extensions.iter().filter(|(name, _)| !skipped_modules.contains(name));
        let wanted: Vec<_> = wanted.cloned().collect();
        cases.extend(gil::judge(&tried.gil, &wanted, &imported));
    } else {
        // Others say that it is on, or know no such thing.
        notes.push("the gate of the GIL is for free-threaded interpreters".to_owned());
    }
    let mut calls: Vec<_> = settings.leaks.clone();
    calls.retain(|call| modules::brings(lane.wheel, call.package()));
    let asked = !calls.is_empty() || settings.leaks_auto;
    let cannot = if asked { cannot_measure(lane, settings, seat) } else { None };
    if let Some(why) = cannot {
        let skipped =
            |subject: String| Case::new(Gate::Leak, subject, Verdict::Skipped(why.clone()));
        if calls.is_empty() {
            cases.push(skipped("all functions".to_owned()));
        }
        cases.extend(calls.iter().map(|call| skipped(call.to_string())));
        return (cases, tried.slowest, notes);
    }
    if settings.leaks_auto {
        let listed = listing::list(seat, &found.public(), settings);
        let (taken, left) = (listed.calls.len(), listed.left.len());
        notes.push(format!(
            "leaks are looked for in {taken} functions without arguments; {left} are left out"
        ));
        notes.extend(listed.left.into_iter().map(|why| format!("no leaks looked for in {why}")));
        cases.extend(listed.cases);
        let left_out = |call: &LeakCall| {
            settings.leaks_except.iter().any(|except| except.function() == call.function())
        };
        let (left, more): (Vec<_>, Vec<_>) = listed.calls.into_iter().partition(left_out);
        notes.extend(left.iter().map(|call| format!("no leaks looked for in {call}, as asked")));
        calls.extend(more);
        let mut seen = BTreeSet::new();
        calls.retain(|call| seen.insert(call.clone()));
    }
    cases.extend(leaks::try_all(seat, &calls, settings));
    (cases, tried.slowest, notes)
}

/// Why leaks cannot be measured here. What psleak needs is installed for it.
fn cannot_measure(lane: &Lane<'_>, settings: &Settings, seat: &Seat<'_>) -> Option<String> {
    if lane.said.is_old() {
        return Some("leaks are looked for from Python 3.6 on".to_owned());
    }
    if settings.engine == Engine::Relkit {
        return None;
    }
    if lane.said.free_threaded {
        // `PYTHONMALLOC=malloc` is fatal there, and without it psleak skips what it measures.
        return Some("psleak does not run on free-threaded interpreters".to_owned());
    }
    seat.environment.install_named(&["psleak", "psutil"]).err().map(|error| error.to_string())
}

/// Whether a module is `of`, or lies in it.
fn is_below(name: &str, of: &str) -> bool {
    name.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a wheel depends on others without an extra.
fn depends(wheel: &Wheel) -> bool {
    let fields = wheel.metadata.iter().flat_map(crate::dist::Metadata::requires_dist);
    fields.into_iter().any(|field| {
        let marker = field.value.split_once(';').map_or("", |(_, marker)| marker);
        !marker.contains("extra")
    })
}
