//! Interpreters that must have been tried.

use std::{collections::BTreeSet, fmt, str::FromStr};

use crate::{
    model::{Interpreter, ParseError},
    smoke::{LeakCall, Trial},
};

/// An interpreter on which every release must have been tried. Spelled `cp314t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Required(Interpreter);

impl FromStr for Required {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Required {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The interpreters that were not tried though they had to be, and why.
pub(super) fn missing(required: &[Required], trials: &[Trial]) -> Vec<(String, String)> {
    let mut missing = Vec::new();
    for wanted in required {
        let of_it: Vec<&Trial> = trials
            .iter()
            .filter(|trial| trial.target.is_some_and(|target| target.interpreter == wanted.0))
            .collect();
        if of_it.is_empty() {
            missing.push((wanted.to_string(), "no such interpreter was found".to_owned()));
        }
        for trial in of_it {
            if let crate::smoke::Outcome::NotTried(why) = &trial.outcome {
                missing.push((wanted.to_string(), format!("{}: {why}", trial.release)));
            }
        }
    }
    missing
}

/// The calls that were asked for and that no lane has a word on.
pub(super) fn uncalled(calls: &[LeakCall], trials: &[Trial]) -> Vec<(String, String)> {
    // Where nothing was tried at all, that is what there is to say.
    if !trials.iter().any(Trial::is_tried) {
        return Vec::new();
    }
    let subjects: BTreeSet<&str> =
        trials.iter().flat_map(Trial::cases).map(|case| case.subject.as_str()).collect();
    let unknown = calls.iter().map(ToString::to_string).filter(|it| !subjects.contains(&**it));
    unknown
        .map(|call| (call, "no interpreter here takes a file that brings it".to_owned()))
        .collect()
}
