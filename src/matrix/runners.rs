//! Which machine runs a job, and whether it still exists.

use jiff::civil::Date;

use super::{PlanError, plan::Runner};
use crate::{
    model::{BuildOs, BuildPlatform, LinuxArch, Provider},
    project::config::MatrixConfig,
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

    /// Whether there is any runner for a platform.
    pub(super) fn exists(&self, platform: BuildPlatform) -> bool {
        self.config.runners.contains_key(&platform)
            || self.tables.default_for(self.provider, platform).is_some()
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
