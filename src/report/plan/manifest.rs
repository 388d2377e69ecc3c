//! The files that the release must have, and no others.

use crate::matrix::Plan;

/// Their patterns as shells read them, one a line, the sdist first.
pub fn manifest(plan: &Plan) -> String {
    plan.expected.iter().map(|file| format!("{}\n", file.pattern)).collect()
}
