//! Which machine runs a job, and whether it still exists.

use jiff::civil::Date;

use super::{Exclusion, PlanError, plan::Runner};
use crate::{
    model::{BuildOs, BuildPlatform, LinuxArch, Provider},
    project::config::{Label, MatrixConfig},
    tables::{Machine, RunnerState, Runners},
};

/// Days before a label goes away in which a plan warns: half a year, a policy of relkit's own that
/// gives time for one release with the successor.
const NOTICE_DAYS: i32 = 180;

/// Chooses runners.
pub(super) struct Choice<'a> {
    pub(super) provider: Provider,
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
        let default = self.tables.default_for(self.provider, platform);
        let own = self.config.runners.get(&platform).map(ToString::to_string);
        let label = own
            .clone()
            .or_else(|| default.map(|row| row.runner.clone()))
            .ok_or_else(|| PlanError::NoRunner { platform: platform.to_string() })?;
        self.check(&label, warnings)?;
        // A label of one's own that nobody hosts is taken to be native.
        let native = own.is_some_and(|label| self.tables.get(self.provider, &label).is_none());
        let arch = self.tables.get(self.provider, &label).map(|row| row.arch.clone());
        let emulated = default.is_some_and(|row| row.qemu) && !native;
        let machine = self.machine(&label, platform.os());
        Ok(Runner { label, qemu: emulated.then(|| qemu_name(platform)), arch, machine })
    }

    /// Why nothing can run for a platform; `None` where something can.
    pub(super) fn lacking(&self, platform: BuildPlatform) -> Option<Exclusion> {
        let own = self.config.runners.get(&platform).map(Label::as_str);
        let default =
            || self.tables.default_for(self.provider, platform).map(|row| row.runner.as_str());
        let Some(label) = own.or_else(default) else {
            return Some(Exclusion::NoRunner(platform));
        };
        let row =
            self.tables.get(self.provider, label).filter(|_| self.removed == Removed::LeaveOut)?;
        match row.state(self.on) {
            RunnerState::Removed(day) => Some(Exclusion::RunnerRemoved(row.label.clone(), day)),
            RunnerState::Available | RunnerState::Retiring(_) => None,
        }
    }

    /// Whether its runner needs no emulator.
    pub(super) fn is_native(&self, platform: BuildPlatform) -> bool {
        let own = self.config.runners.get(&platform);
        own.is_some_and(|label| self.tables.get(self.provider, label.as_str()).is_none())
            || self.tables.default_for(self.provider, platform).is_some_and(|row| !row.qemu)
    }

    /// The runner of jobs that build nothing: the one for Linux on Intel.
    pub(super) fn plain(&self, warnings: &mut Vec<String>) -> Result<Runner, PlanError> {
        let platform = BuildPlatform::Manylinux(LinuxArch::X86_64);
        let row = self
            .tables
            .default_for(self.provider, platform)
            .ok_or_else(|| PlanError::NoRunner { platform: platform.to_string() })?;
        self.check(&row.runner, warnings)?;
        let arch = self.tables.get(self.provider, &row.runner).map(|row| row.arch.clone());
        let machine = self.machine(&row.runner, platform.os());
        Ok(Runner { label: row.runner.clone(), qemu: None, arch, machine })
    }

    fn machine(&self, label: &str, os: BuildOs) -> Machine {
        let os = match os {
            BuildOs::Macos | BuildOs::Ios => "macos",
            BuildOs::Windows => "windows",
            BuildOs::Linux | BuildOs::Android | BuildOs::Pyodide => "linux",
        };
        let row = self.tables.get(self.provider, label);
        row.map_or_else(|| self.tables.machine_of(self.provider, os), |row| row.machine.clone())
    }

    fn check(&self, label: &str, warnings: &mut Vec<String>) -> Result<(), PlanError> {
        let Some(row) = self.tables.get(self.provider, label) else { return Ok(()) };
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
