//! The start-up gate: which plugins of pytest a suite needs, and what it costs to load the others.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use serde_json::json;

use super::{Child, Drivers, Ended, Scratch, drivers::ADVISE, run};

/// A suite, and the environment in which it runs.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The interpreter that has pytest
    pub python: PathBuf,
    /// Where pytest is run
    pub folder: PathBuf,
    /// What pytest is given
    pub arguments: Vec<String>,
    /// How long one run of it may take
    pub one: Duration,
    /// How long all runs together may take
    pub limit: Duration,
}

/// What is advised; `templates/smoke/relkit_smoke/advise.py` says it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Advice {
    /// `same`, `differs`, `nothing to gain`, `failed`
    pub verdict: String,
    /// The version of pytest
    pub pytest: Option<String>,
    /// Plugins that the suite needs, and why
    pub evidence: Vec<Needed>,
    /// Plugins that are loaded and that no test misses
    pub lost: Vec<Lost>,
    /// What differs with the chosen plugins: kind, and tests
    pub differs: BTreeMap<String, Vec<serde_json::Value>>,
    /// Tests of which nothing is said, because two runs with all plugins differ
    pub unstable: Vec<String>,
    /// Whether two runs with all plugins had the tests in the same order
    pub order: Option<bool>,
    /// Seconds until the end of the collection: `all`, `without`, `chosen`; `None` where it is never
    /// reached
    pub seconds: BTreeMap<String, Option<f64>>,
    /// `all` / `chosen`
    pub ratio: Option<f64>,
    /// What to add to `addopts`
    pub option: Option<String>,
    /// Variables that do the same for every pytest
    pub environment: BTreeMap<String, String>,
    /// Whether the suite refuses unknown markers
    pub strict_markers: Option<bool>,
    /// Why there is no advice, in one line
    pub error: Option<String>,
    /// Of which kind that is: `pytest` (it cannot be imported), `suite`, `unstable`, `slow`, `runs`,
    /// `lost`
    pub kind: Option<String>,
    /// The last lines that pytest said of it
    pub words: Vec<String>,
}

/// A plugin that the suite needs.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Needed {
    /// Its name, as `-p` takes it
    pub name: String,
    /// Its project
    pub project: Option<String>,
    /// What speaks for it
    pub why: Vec<String>,
}

/// A plugin that the suite does not need.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Lost {
    /// Its name
    pub name: String,
    /// Its project
    pub project: Option<String>,
    /// What it does by itself
    pub does: Vec<String>,
    /// Fixtures that it brings to tests that did not ask for them
    pub autouse: Vec<String>,
}

/// What the driver answers.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Record {
    Run {
        number: u32,
        what: String,
        tests: u32,
    },
    End(Box<Advice>),
    #[serde(other)]
    Other,
}

/// What a run of the suite is for, in words.
fn purpose(what: &str) -> &str {
    match what {
        "truth" => "with every plugin",
        "again" => "with every plugin again",
        "without" => "with none",
        "chosen" => "with those that it speaks of",
        "trial" => "with one more",
        "proof" => "by the option",
        "time" => "for the time of its start",
        other => other,
    }
}

/// Seeks advice for a suite; `progress` gets a line for each run of it. An error is how the driver
/// ended without an answer, and its last words.
pub fn advise(
    suite: &Suite,
    drivers: &Drivers,
    scratch: &Scratch,
    mut progress: impl FnMut(String),
) -> Result<Advice, (Ended, String)> {
    // A path that is no text cannot be asked for; the driver says that it is not there.
    let folder = suite.folder.to_string_lossy();
    let seconds = suite.one.as_secs();
    let request = json!({ "folder": folder, "arguments": suite.arguments, "seconds": seconds });
    let lost = |error: std::io::Error| (Ended::NotStarted(error.to_string()), String::new());
    let arguments = drivers.arguments(ADVISE, &request, false, scratch.path()).map_err(lost)?;
    let folder: &Path = &suite.folder;
    let (program, limit): (&Path, _) = (&suite.python, suite.limit);
    // The project's own suite, in the project's own surroundings.
    let variables = Some(std::env::vars_os().collect());
    let child = Child { program, arguments, folder, variables, limit };
    let mut advice = None;
    let ran = run(&child, |line| match serde_json::from_slice(line) {
        Ok(Record::Run { number, what, tests }) => {
            progress(format!("run {number} of the suite, {}: {tests} tests", purpose(&what)));
        }
        Ok(Record::End(found)) => advice = Some(*found),
        Ok(Record::Other) | Err(_) => {}
    });
    match advice {
        Some(advice) if ran.ended.is_success() => Ok(advice),
        _ => Err((ran.ended, ran.said)),
    }
}
