//! Trials for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::SmokeReport;
use crate::smoke::{Case, Leak, Outcome, Trial};

/// The format's name and version. A change that a reader could notice gets a new number.
const SCHEMA: &str = "relkit.smoke/1";

/// The whole answer.
#[derive(Serialize)]
struct ReportV1<'a> {
    schema: &'static str,
    summary: SummaryV1,
    lanes: Vec<LaneV1<'a>>,
    untried: Vec<UntriedV1<'a>>,
    missing: Vec<WhyV1<'a>>,
    silent: Vec<WhyV1<'a>>,
    orphans: &'a [String],
}

/// How many of what; `lanes` is what there was to try.
#[derive(Serialize)]
struct SummaryV1 {
    lanes: usize,
    tried: usize,
    cases: usize,
    passed: usize,
    missing: usize,
    fine: bool,
}

/// One release on one interpreter; `not_tried` is null where it was tried, and the word for why it
/// was not where not, with `why` in words.
#[derive(Serialize)]
struct LaneV1<'a> {
    python: String,
    version: &'a str,
    target: Option<String>,
    release: &'a str,
    file: Option<&'a str>,
    not_tried: Option<&'static str>,
    why: Option<String>,
    environment: Option<&'static str>,
    seconds: Option<f64>,
    slowest: Vec<SlowV1<'a>>,
    notes: Vec<&'a str>,
    cases: Vec<CaseV1<'a>>,
}

/// A module that took long to import: seconds without what it imports itself.
#[derive(Serialize)]
struct SlowV1<'a> {
    module: &'a str,
    seconds: f64,
}

/// One answer; `leak` is null where nothing was measured.
#[derive(Serialize)]
struct CaseV1<'a> {
    gate: &'static str,
    subject: &'a str,
    verdict: &'static str,
    passed: bool,
    message: String,
    notes: &'a [String],
    seconds: f64,
    leak: Option<LeakV1<'a>>,
}

/// What was measured.
#[derive(Serialize)]
struct LeakV1<'a> {
    calls: u64,
    counters: BTreeMap<&'a str, CounterV1>,
    rounds: Vec<RoundV1<'a>>,
}

/// What one counter did; `low` and `high` bound `per_call` with 95 %.
#[derive(Serialize)]
struct CounterV1 {
    growth: i64,
    per_call: f64,
    low: Option<f64>,
    high: Option<f64>,
    leaks: bool,
}

/// One repeat count.
#[derive(Serialize)]
struct RoundV1<'a> {
    calls: u64,
    growth: &'a BTreeMap<String, i64>,
}

/// A wheel that no interpreter takes.
#[derive(Serialize)]
struct UntriedV1<'a> {
    file: &'a str,
    why: &'a str,
}

/// What is missing or silent, and why.
#[derive(Serialize)]
struct WhyV1<'a> {
    python: &'a str,
    why: &'a str,
}

/// One JSON object on several lines, with a newline at its end.
pub fn json(report: &SmokeReport) -> serde_json::Result<String> {
    let cases = || report.trials.iter().flat_map(Trial::cases);
    let summary = SummaryV1 {
        lanes: report.trials.len(),
        tried: report.tried(),
        cases: cases().count(),
        passed: cases().filter(|case| case.verdict.is_pass()).count(),
        missing: report.missing.len(),
        fine: report.tried() > 0 && !report.fails(),
    };
    let (missing, silent) = (whys(&report.missing), whys(&report.silent));
    let lanes = report.trials.iter().map(lane).collect();
    let untried = report.untried.iter().map(|(file, why)| UntriedV1 { file, why }).collect();
    let whole = ReportV1 {
        schema: SCHEMA,
        summary,
        lanes,
        untried,
        missing,
        silent,
        orphans: &report.orphans,
    };
    let mut text = serde_json::to_string_pretty(&whole)?;
    text.push('\n');
    Ok(text)
}

fn whys(pairs: &[(String, String)]) -> Vec<WhyV1<'_>> {
    pairs.iter().map(|(python, why)| WhyV1 { python, why }).collect()
}

fn lane(trial: &Trial) -> LaneV1<'_> {
    let mut lane = LaneV1 {
        python: trial.python.display().to_string(),
        version: &trial.version,
        target: trial.target.map(|target| target.to_string()),
        release: &trial.release,
        file: trial.file.as_deref(),
        not_tried: None,
        why: None,
        environment: None,
        seconds: None,
        slowest: Vec::new(),
        notes: Vec::new(),
        cases: trial.cases().iter().map(case).collect(),
    };
    match &trial.outcome {
        Outcome::NotTried(why) => {
            lane.not_tried = Some(why.as_str());
            lane.why = Some(why.to_string());
        }
        Outcome::Tried { slowest, notes, told, by, seconds, .. } => {
            lane.slowest =
                slowest.iter().map(|(module, own)| SlowV1 { module, seconds: *own }).collect();
            lane.notes = told.iter().chain(notes).map(String::as_str).collect();
            (lane.environment, lane.seconds) = (Some(*by), Some(*seconds));
        }
    }
    lane
}

fn case(case: &Case) -> CaseV1<'_> {
    CaseV1 {
        gate: case.gate.as_str(),
        subject: &case.subject,
        verdict: case.verdict.as_str(),
        passed: case.verdict.is_pass(),
        message: case.verdict.to_string(),
        notes: &case.notes,
        seconds: case.seconds,
        leak: case.leak.as_ref().map(leak),
    }
}

fn leak(leak: &Leak) -> LeakV1<'_> {
    let counters = leak.counters.iter().map(|(name, counted)| {
        let (low, high) = counted.bounds.unzip();
        let (growth, per_call, leaks) = (counted.growth, counted.per_call, counted.leaks);
        (name.as_str(), CounterV1 { growth, per_call, low, high, leaks })
    });
    let rounds = leak.rounds.iter();
    let rounds = rounds.map(|round| RoundV1 { calls: round.calls, growth: &round.growth });
    LeakV1 { calls: leak.calls, counters: counters.collect(), rounds: rounds.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_frozen() {
        let mut report = crate::report::smoke::example();
        if let Outcome::Tried { cases, .. } = &mut report.trials[0].outcome {
            cases.drain(..3);
        }
        report.trials.truncate(1);
        insta::assert_snapshot!(json(&report).unwrap(), @r#"
        {
          "schema": "relkit.smoke/1",
          "summary": {
            "lanes": 1,
            "tried": 1,
            "cases": 1,
            "passed": 0,
            "missing": 1,
            "fine": false
          },
          "lanes": [
            {
              "python": "/pythons/cp313-manylinux_2_36_x86_64/bin/python",
              "version": "3.13.0",
              "target": "cp313-manylinux_2_36_x86_64",
              "release": "demo 1.0",
              "file": "dist/demo-1.0-cp313-cp313-linux_x86_64.whl",
              "not_tried": null,
              "why": null,
              "environment": "uv",
              "seconds": 1.5,
              "slowest": [
                {
                  "module": "demo.slow",
                  "seconds": 0.125
                }
              ],
              "notes": [],
              "cases": [
                {
                  "gate": "leak",
                  "subject": "demo:f",
                  "verdict": "leak",
                  "passed": false,
                  "message": "leaks heap +32 B a call",
                  "notes": [],
                  "seconds": 0.0,
                  "leak": {
                    "calls": 60,
                    "counters": {
                      "heap": {
                        "growth": 1920,
                        "per_call": 32.0,
                        "low": 32.0,
                        "high": 32.0,
                        "leaks": true
                      }
                    },
                    "rounds": [
                      {
                        "calls": 20,
                        "growth": {
                          "heap": 640,
                          "vms": 0
                        }
                      },
                      {
                        "calls": 40,
                        "growth": {
                          "heap": 1280,
                          "vms": 0
                        }
                      }
                    ]
                  }
                }
              ]
            }
          ],
          "untried": [
            {
              "file": "dist/demo-1.0-cp314-cp314t-linux_x86_64.whl",
              "why": "no interpreter here takes it"
            }
          ],
          "missing": [
            {
              "python": "cp314t",
              "why": "no such interpreter was found"
            }
          ],
          "silent": [
            {
              "python": "/bin/python9",
              "why": "it does not say what it is"
            }
          ],
          "orphans": [
            "sleep 600"
          ]
        }
        "#);
    }
}
