//! Which machine runs a job, and whether it still exists.

use jiff::civil::Date;

use super::{Exclusion, PlanError, plan::Runner};
use crate::{
    model::{BuildPlatform, LinuxArch},
    project::config::{Label, MatrixConfig},
    tables::{RunnerState, Runners},
};

/// Days before a label goes away in which a plan warns: half a year, a policy of relkit's own that
/// gives time for one release with the successor.
const NOTICE_DAYS: i32 = 180;

/// Chooses runners.
pub(super) struct Choice<'a> {
    pub(super) tables: &'a Runners,
    pub(super) config: &'a MatrixConfig,
    pub(super) on: Date,
    pub(super) removed: Removed,
}

/// What becomes of platforms whose label was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Removed {
    /// There is no plan: its jobs would never start
    Stop,
    /// They are left out with that reason: an explanation has to say something of them
    LeaveOut,
}

impl Choice<'_> {
    /// The runner for a build platform: the project's, else the table's.
    pub(super) fn of(
        &self,
        platform: BuildPlatform,
        warnings: &mut Vec<String>,
    ) -> Result<Runner, PlanError> {
        let default = self.tables.default_for(platform);
        let own = self.config.runners.get(&platform).map(ToString::to_string);
        let label = own
            .clone()
            .or_else(|| default.map(|row| row.runner.clone()))
            .ok_or_else(|| PlanError::NoRunner { platform: platform.to_string() })?;
        self.check(&label, warnings)?;
        // A label of one's own that GitHub does not host is taken to be native.
        let native = own.is_some_and(|label| self.tables.get(&label).is_none());
        let arch = self.tables.get(&label).map(|row| row.arch.clone());
        let emulated = default.is_some_and(|row| row.qemu) && !native;
        Ok(Runner { label, qemu: emulated.then(|| qemu_name(platform)), arch })
    }

    /// Why nothing can run for a platform; `None` where something can.
    pub(super) fn lacking(&self, platform: BuildPlatform) -> Option<Exclusion> {
        let own = self.config.runners.get(&platform).map(Label::as_str);
        let default = || self.tables.default_for(platform).map(|row| row.runner.as_str());
        let Some(label) = own.or_else(default) else {
            return Some(Exclusion::NoRunner(platform));
        };
        let row = self.tables.get(label).filter(|_| self.removed == Removed::LeaveOut)?;
        match row.state(self.on) {
            RunnerState::Removed(day) => Some(Exclusion::RunnerRemoved(row.label.clone(), day)),
            RunnerState::Available | RunnerState::Retiring(_) => None,
        }
    }

    /// Whether its runner needs no emulator.
    pub(super) fn is_native(&self, platform: BuildPlatform) -> bool {
        let own = self.config.runners.get(&platform);
        own.is_some_and(|label| self.tables.get(label.as_str()).is_none())
            || self.tables.default_for(platform).is_some_and(|row| !row.qemu)
    }

    /// The runner of jobs that build nothing: the one for Linux on Intel.
    pub(super) fn plain(&self, warnings: &mut Vec<String>) -> Result<Runner, PlanError> {
        let platform = BuildPlatform::Manylinux(LinuxArch::X86_64);
        let row = self
            .tables
            .default_for(platform)
            .ok_or_else(|| PlanError::NoRunner { platform: platform.to_string() })?;
        self.check(&row.runner, warnings)?;
        let arch = self.tables.get(&row.runner).map(|row| row.arch.clone());
        Ok(Runner { label: row.runner.clone(), qemu: None, arch })
    }

    fn check(&self, label: &str, warnings: &mut Vec<String>) -> Result<(), PlanError> {
        let Some(row) = self.tables.get(label) else { return Ok(()) };
        let successor = row.successor.clone();
        match row.state(self.on) {
            RunnerState::Available => {}
            RunnerState::Removed(_) if self.removed == Removed::LeaveOut => {}
            RunnerState::Removed(day) => {
                return Err(PlanError::RunnerRemoved { label: label.to_owned(), day, successor });
            }
            RunnerState::Retiring(day) => {
                let soon = self.on.until(day).is_ok_and(|span| span.get_days() <= NOTICE_DAYS);
                let instead = successor.map_or_else(String::new, |label| format!(": use {label}"));
                let warning = format!("the runner {label} is removed on {day}{instead}");
                if soon && !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
        }
        Ok(())
    }
}

/// What QEMU's user-mode emulators call the architecture.
fn qemu_name(platform: BuildPlatform) -> String {
    match platform.cibw_arch() {
        "armv7l" => "arm".to_owned(),
        arch => arch.to_owned(),
    }
}
