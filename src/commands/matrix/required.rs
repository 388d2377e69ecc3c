//! What the configuration requires of every trial, held against the jobs that are planned.

use std::path::Path;

use crate::{
    commands::{
        Failure,
        smoke::{Required, required},
    },
    matrix::{Plan, smoke::SmokePython},
};

/// The jobs that cannot pass: `[tool.relkit.smoke]` requires an interpreter there that the plan has no
/// trial for, and so does not install.
/// Ex) `tool.relkit.smoke.require` asks for cp39, which `smoke win_arm64` does not try: that job fails
pub(super) fn in_vain(plan: &Plan, folder: &Path) -> Result<Vec<String>, Failure> {
    let Some(smoke) = plan.smoke.as_ref() else { return Ok(Vec::new()) };
    let mut warnings = Vec::new();
    for wanted in required(folder)? {
        let lacks = |pythons: &[SmokePython]| {
            !pythons.iter().any(|python| Required::from(python.interpreter) == wanted)
        };
        let jobs = smoke.jobs.iter().filter(|job| lacks(&job.pythons));
        let jobs: Vec<String> = jobs.map(|job| format!("`{}`", job.name)).collect();
        if !jobs.is_empty() {
            warnings.push(format!(
                "`tool.relkit.smoke.require` asks for {wanted}, which is not tried by {}: each of these jobs fails",
                jobs.join(", ")
            ));
        }
    }
    Ok(warnings)
}
