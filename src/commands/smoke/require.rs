//! Interpreters that must have been tried.

use std::{fmt, str::FromStr};

use crate::{
    model::{Interpreter, ParseError},
    smoke::Trial,
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
