//! What a trial came to.

use std::{collections::BTreeMap, fmt};

use super::Ended;

/// What is asked of a wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// `import`: each package and each extension module imports
    Import,
    /// `load`: each shared library finds what it needs
    Load,
    /// `gil`: no module turns the GIL on
    Gil,
    /// `leak`: a call gives back what it takes
    Leak,
}

impl Gate {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Load => "load",
            Self::Gil => "gil",
            Self::Leak => "leak",
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One question and its answer.
#[derive(Debug, Clone)]
pub struct Case {
    /// What was asked
    pub gate: Gate,
    /// Of which module or call
    pub subject: String,
    /// The answer
    pub verdict: Verdict,
    /// What else is known, a line each
    pub notes: Vec<String>,
    /// How long it took
    pub seconds: f64,
    /// The measurements, for a call
    pub leak: Option<Leak>,
}

impl Case {
    /// A case without notes and measurements.
    pub fn new(gate: Gate, subject: impl Into<String>, verdict: Verdict) -> Self {
        let (notes, seconds, leak) = (Vec::new(), 0.0, None);
        Self { gate, subject: subject.into(), verdict, notes, seconds, leak }
    }
}

/// The answer; only [`Verdict::Passed`] is a pass.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// `passed`
    Passed,
    /// `import-failed`: the import raised this
    Raised(String),
    /// `wrong-name`: the interpreter does not look for an extension module of this file name
    WrongName,
    /// `missing-library`: a shared library, a symbol or a version of one is not there
    Lacks(String),
    /// `load-failed`: the system's loader refuses a library, in these words
    NotLoaded(String),
    /// `forks`: it forks, and both processes come back
    Forks,
    /// `left-running`: it leaves processes running
    LeftRunning,
    /// `files-gone`: this file of the wheel is gone
    FilesGone(String),
    /// `another-copy`: a module came from this file, outside of the environment
    AnotherCopy(String),
    /// `warned`: these warnings, where warnings are errors
    Warned(Vec<String>),
    /// `gil-back`: importing it turns the GIL on
    GilBack,
    /// `blind`: the GIL was on before anything was imported
    Blind,
    /// `contradiction`: what the code declares is not what it does
    Contradiction(String),
    /// `leak`: this is not given back
    Leaks(String),
    /// `unsettled`: neither a leak nor clean, as far as this many calls can tell
    Unsettled(String),
    /// `failed`: the call could not be made
    Failed(String),
    /// `crashed`, `hung`, `too-much-output`, `broken-answer`, `exited`: the process ended before it answered
    Ended(Ended),
    /// `skipped`: not tried, for this reason
    Skipped(String),
}

impl Verdict {
    /// Whether it is a pass.
    pub fn is_pass(&self) -> bool {
        *self == Self::Passed
    }

    /// Whether a module came to be, whatever else is to be said of its import.
    pub(super) fn is_imported(&self) -> bool {
        matches!(
            self,
            Self::Passed | Self::Warned(_) | Self::Forks | Self::LeftRunning | Self::FilesGone(_)
        )
    }

    /// The word for it, which programs may rely on.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Raised(_) => "import-failed",
            Self::WrongName => "wrong-name",
            Self::Lacks(_) => "missing-library",
            Self::NotLoaded(_) => "load-failed",
            Self::Forks => "forks",
            Self::LeftRunning => "left-running",
            Self::FilesGone(_) => "files-gone",
            Self::AnotherCopy(_) => "another-copy",
            Self::Warned(_) => "warned",
            Self::GilBack => "gil-back",
            Self::Blind => "blind",
            Self::Contradiction(_) => "contradiction",
            Self::Leaks(_) => "leak",
            Self::Unsettled(_) => "unsettled",
            Self::Failed(_) => "failed",
            Self::Ended(Ended::Signal(_)) => "crashed",
            Self::Ended(Ended::TimedOut) => "hung",
            Self::Ended(Ended::TooMuchOutput) => "too-much-output",
            Self::Ended(Ended::BrokenAnswer) => "broken-answer",
            Self::Ended(Ended::Exited(_) | Ended::NotStarted(_)) => "exited",
            Self::Skipped(_) => "skipped",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => f.write_str("passed"),
            Self::Raised(error) => write!(f, "its import raises {error}"),
            Self::WrongName => {
                f.write_str("this interpreter imports no extension module of this file name")
            }
            Self::Lacks(what) => write!(f, "{what} is missing"),
            Self::NotLoaded(error) => write!(f, "it does not load: {error}"),
            Self::Forks => f.write_str("its import forks, and both processes come back from it"),
            Self::LeftRunning => f.write_str("it leaves a process running"),
            Self::FilesGone(file) => write!(f, "after its import its file is gone: {file}"),
            Self::AnotherCopy(file) => write!(f, "another copy was imported: {file}"),
            Self::Warned(warnings) => write!(f, "its import warns: {}", warnings.join("; ")),
            Self::GilBack => f.write_str("its import turns the GIL on"),
            Self::Blind => f.write_str("the GIL was on before anything was imported"),
            Self::Leaks(what) => write!(f, "leaks {what}"),
            Self::Unsettled(why) => write!(f, "unsettled: {why}"),
            Self::Contradiction(why) | Self::Failed(why) => f.write_str(why),
            Self::Ended(ended) => ended.fmt(f),
            Self::Skipped(why) => write!(f, "skipped: {why}"),
        }
    }
}

/// The measurements of one call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Leak {
    /// How many calls were counted
    pub calls: u64,
    /// Each repeat count
    pub rounds: Vec<Round>,
    /// By counter: what it did
    pub counters: BTreeMap<String, Counted>,
}

/// One repeat count.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Round {
    /// How many calls
    pub calls: u64,
    /// By counter: its growth over these calls
    pub growth: BTreeMap<String, i64>,
}

/// What one counter did: bytes for `heap`, `mmap` and `vms`, numbers for the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counted {
    /// Growth over all calls
    pub growth: i64,
    /// Growth a call, over the last two rounds
    pub per_call: f64,
    /// The bounds of its 95 % interval
    pub bounds: Option<(f64, f64)>,
    /// Whether it is blamed
    pub leaks: bool,
}
