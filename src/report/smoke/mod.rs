//! Trials of `relkit smoke` for people, programs and the places where results are shown.
//!
//! Every format is a pure function of a [`SmokeReport`].

mod github;
mod json;
mod junit;
mod measured;
mod startup;
mod text;

pub use github::github;
pub use json::json;
pub use junit::junit;
pub use startup::{StartupReport, startup_github, startup_json, startup_junit, startup_text};
pub use text::text;

use crate::smoke::{Case, Outcome, Trial};

/// What is to be read below a verdict: the notes, and the table of what a call lost.
fn details(case: &Case) -> Vec<String> {
    case.notes.iter().cloned().chain(case.leak.iter().flat_map(measured::table)).collect()
}

/// What a run of `relkit smoke` came to.
#[derive(Debug, Clone, Default)]
pub struct SmokeReport {
    /// Every interpreter with every release
    pub trials: Vec<Trial>,
    /// Wheels that no interpreter takes, and what is known of them all the same
    pub untried: Vec<(String, String)>,
    /// Interpreters that had to be tried and were not, and why
    pub missing: Vec<(String, String)>,
    /// Programs that did not say what they are, and why
    pub silent: Vec<(String, String)>,
    /// Processes that hid from their trials, by the beginning of their command lines; they were ended
    pub orphans: Vec<String>,
}

impl SmokeReport {
    /// How many lanes were tried.
    pub fn tried(&self) -> usize {
        self.trials.iter().filter(|trial| trial.is_tried()).count()
    }

    /// Whether anything failed, or had to be tried and was not.
    pub fn fails(&self) -> bool {
        !self.missing.is_empty() || !self.orphans.is_empty() || self.trials.iter().any(Trial::fails)
    }

    /// `9 of 10 interpreters tried: 120 passed, 1 failed`
    pub fn summary(&self) -> String {
        let cases = || self.trials.iter().flat_map(Trial::cases);
        let passed = cases().filter(|case| case.verdict.is_pass()).count();
        let unsettled = cases().filter(|case| case.verdict.as_str() == "unsettled").count();
        let failed = cases().count() - passed - unsettled;
        let broken = self
            .trials
            .iter()
            .filter(|it| matches!(&it.outcome, Outcome::NotTried(why) if why.is_failure()))
            .count();
        let mut words = vec![format!("{passed} passed")];
        for (count, what) in [
            (failed, "failed"),
            (unsettled, "unsettled"),
            (broken, "not installed"),
            (self.untried.len(), "taken by no interpreter"),
            (self.missing.len(), "required and not tried"),
            (self.orphans.len(), "left running and ended"),
        ] {
            if count > 0 {
                words.push(format!("{count} {what}"));
            }
        }
        let (tried, all) = (self.tried(), self.trials.len());
        format!("{tried} of {all} lanes tried: {}", words.join(", "))
    }
}

/// The name of a lane: its target and version, or its interpreter's path where that is not known. Two
/// interpreters of one target differ by their versions.
fn lane(trial: &Trial) -> String {
    let path = || trial.python.display().to_string();
    trial.target.map_or_else(path, |target| format!("{target} (Python {})", trial.version))
}

/// The last part of the file's path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The answers that are no passes.
fn bad(trial: &Trial) -> impl Iterator<Item = &Case> {
    trial.cases().iter().filter(|case| !case.verdict.is_pass())
}

#[cfg(test)]
fn example() -> SmokeReport {
    use std::collections::BTreeMap;

    use crate::smoke::{Counted, Ended, Gate, Leak, Round, Verdict, WhyNot};

    let case = |gate, subject: &str, verdict| Case::new(gate, subject, verdict);
    let mut lacks = case(Gate::Import, "demo._core", Verdict::Lacks("library libx.so.1".into()));
    lacks.notes = vec!["ImportError: libx.so.1: <no> & \"such\" \u{1b}[31mfile".to_owned()];
    let mut leaks = case(Gate::Leak, "demo:f", Verdict::Leaks("heap +32 B a call".to_owned()));
    let growth = |heap| BTreeMap::from([("heap".to_owned(), heap), ("vms".to_owned(), 0)]);
    let round = |calls, heap| Round { calls, growth: growth(heap) };
    let counted = Counted { growth: 1920, per_call: 32.0, bounds: Some((32.0, 32.0)), leaks: true };
    leaks.leak = Some(Leak {
        calls: 60,
        rounds: vec![round(20, 640), round(40, 1280)],
        counters: BTreeMap::from([("heap".to_owned(), counted)]),
    });
    let crashed = case(Gate::Import, "demo._bad", Verdict::Ended(Ended::Signal(11)));
    let passed = Case { seconds: 0.25, ..case(Gate::Import, "demo", Verdict::Passed) };
    let trial = |target: &str, file: Option<&str>, outcome| Trial {
        python: format!("/pythons/{target}/bin/python").into(),
        version: "3.13.0".to_owned(),
        target: target.parse().ok(),
        release: "demo 1.0".to_owned(),
        file: file.map(str::to_owned),
        outcome,
    };
    let cases = vec![passed, lacks, crashed, leaks];
    let slowest = vec![("demo.slow".to_owned(), 0.125)];
    let outcome = Outcome::Tried {
        cases,
        slowest,
        notes: Vec::new(),
        told: Vec::new(),
        by: "uv",
        seconds: 1.5,
    };
    let file = "dist/demo-1.0-cp313-cp313-linux_x86_64.whl";
    SmokeReport {
        trials: vec![
            trial("cp313-manylinux_2_36_x86_64", Some(file), outcome),
            trial("cp27-manylinux_2_36_x86_64", None, Outcome::NotTried(WhyNot::NoFile)),
        ],
        untried: vec![(
            "dist/demo-1.0-cp314-cp314t-linux_x86_64.whl".to_owned(),
            "no interpreter here takes it".to_owned(),
        )],
        missing: vec![("cp314t".to_owned(), "no such interpreter was found".to_owned())],
        silent: vec![("/bin/python9".to_owned(), "it does not say what it is".to_owned())],
        orphans: vec!["sleep 600".to_owned()],
    }
}
