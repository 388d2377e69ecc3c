//! What the CI system takes of a workflow.

use super::{NativeWheels, PlanError};
use crate::tables::WorkflowLimits;

/// Jobs beyond the limit of one matrix, which GitHub refuses as a whole.
///
/// Source: [job matrix](https://docs.github.com/en/actions/reference/limits) among the limits of
/// GitHub Actions. A pull request never runs more than everything.
pub(super) fn check(wheels: &NativeWheels, limits: &WorkflowLimits) -> Result<(), PlanError> {
    let most = limits.matrix_jobs;
    let parts =
        [("build wheels", wheels.builds.len()), ("test finished wheels", wheels.tests.len())];
    match parts.into_iter().find(|(_, count)| *count > most) {
        None => Ok(()),
        Some((what, count)) => Err(PlanError::TooManyJobs { what, count, most }),
    }
}
