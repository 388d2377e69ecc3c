//! Interpreters that must have been tried.

use std::{collections::BTreeSet, fmt, str::FromStr};

use crate::{
    commands::interpreters::Version,
    model::{Interpreter, ParseError},
    smoke::{LeakCall, Trial},
};

/// An interpreter on which every release must have been tried. Spelled `cp314t`, or with dots as
/// `--python` takes it: `3.14t`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Required(Interpreter);

impl From<Interpreter> for Required {
    fn from(interpreter: Interpreter) -> Self {
        Self(interpreter)
    }
}

impl FromStr for Required {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match Version::dotted(text) {
            Some(Version { python, micro: None, threaded }) => {
                Ok(Self(Interpreter::CPython { version: python, threaded, debug: false }))
            }
            Some(_) => {
                let why = "an installer tells feature releases apart, and no others: expected one such as 3.14t";
                Err(ParseError::new("interpreter", text, text, why))
            }
            None => text.parse().map(Self),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_spelled_with_dots_or_without() {
        let read = |text: &str| text.parse::<Required>().map(|it| it.to_string());
        for (text, same) in [("3.14t", "cp314t"), ("2.7", "cp27"), ("pp311_73", "pp311_73")] {
            assert_eq!(read(text).unwrap(), same);
        }
        insta::assert_snapshot!(read("3.14.1").unwrap_err(), @"invalid interpreter `3.14.1`: an installer tells feature releases apart, and no others: expected one such as 3.14t");
        insta::assert_snapshot!(read("3.14x").unwrap_err(), @"invalid interpreter `3.14x`: expected one such as cp314, cp314t, cp313d, pp311_73, gp312_250");
    }
}
