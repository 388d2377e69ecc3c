//! The gate before publishing: the program, and what it is told.

use serde::Serialize;

use crate::matrix::Plan;

const PROGRAM: &str = include_str!("../../templates/ci/gate.py");

/// The gate of a plan.
#[derive(Debug, Serialize)]
pub(super) struct Gate {
    /// The program that compares the files that are there with the plan
    pub(super) program: &'static str,
    /// Patterns of the files of the release, one a line
    pub(super) expected: String,
    /// What stands before the version in the name of a tag
    pub(super) tag_prefix: String,
}

impl Gate {
    /// Takes it from the plan.
    pub(super) fn of(plan: &Plan) -> Self {
        let lines: Vec<&str> = plan.expected.iter().map(|file| file.pattern.as_str()).collect();
        Self {
            program: PROGRAM,
            expected: lines.join("\n"),
            tag_prefix: tag_prefix(&plan.triggers.tags),
        }
    }
}

/// The part of a tag pattern before its first special character. Ex) `v` of `v*`
fn tag_prefix(pattern: &str) -> String {
    pattern.split(['*', '?', '+', '[', '!']).next().unwrap_or_default().to_owned()
}
