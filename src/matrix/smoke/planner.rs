//! Which job tries which wheel on which interpreter.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{NotSmoked, Smoke, SmokeJob, SmokePython, WhyNotSmoked, add};
use crate::{
    matrix::{
        NativeWheels, PlanError, PlanTables, PureJob, TargetRow, Wheels, plan::Runner, runners,
    },
    model::{
        BuildPlatform, Implementation, Interpreter, LinuxArch, MacArch, Platform, WindowsArch,
    },
    project::config::MatrixConfig,
};

/// Decides who tries what.
pub(in crate::matrix) struct Planner<'a> {
    pub(in crate::matrix) config: &'a MatrixConfig,
    pub(in crate::matrix) tables: &'a PlanTables,
    pub(in crate::matrix) runners: &'a runners::Choice<'a>,
    /// The runner of jobs that build nothing
    pub(in crate::matrix) plain: &'a Runner,
}

impl Planner<'_> {
    /// The jobs, if any are asked for.
    pub(in crate::matrix) fn plan(
        &self,
        wheels: &Wheels,
        targets: &[TargetRow],
        warnings: &mut Vec<String>,
    ) -> Result<Option<Smoke>, PlanError> {
        let Some(install) = &self.config.smoke else { return Ok(None) };
        let install = install.to_string();
        let mut smoke = Smoke { install, jobs: Vec::new(), left_out: Vec::new() };
        match wheels {
            Wheels::Pure(job) => self.pure(job, &mut smoke),
            Wheels::Native { full, .. } => self.native(full, targets, &mut smoke, warnings)?,
        }
        if smoke.jobs.is_empty() {
            warnings.push(format!("`smoke` gives no job: {}", smoke.told().join("; ")));
        }
        Ok(Some(smoke))
    }

    fn native(
        &self,
        wheels: &NativeWheels,
        targets: &[TargetRow],
        smoke: &mut Smoke,
        warnings: &mut Vec<String>,
    ) -> Result<(), PlanError> {
        let mut machines = BTreeMap::new();
        for row in targets {
            let interpreter = row.target.interpreter;
            let (id, target) = (row.id.platform, Some(row.target));
            let mut leave_out = |why| {
                smoke.left_out.push(NotSmoked { interpreter, platform: id, target, why });
            };
            if interpreter.implementation() != Implementation::CPython {
                leave_out(WhyNotSmoked::Implementation);
                continue;
            }
            let Some(platform) = machine(row.target.platform) else {
                leave_out(WhyNotSmoked::System);
                continue;
            };
            let runner = match machines.entry(platform) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(entry) => entry.insert(self.runner(platform, warnings)?),
            };
            let Some(runner) = runner else {
                leave_out(WhyNotSmoked::Machine);
                continue;
            };
            let newer = targets.iter().any(|other| {
                other.target.interpreter == interpreter
                    && machine(other.target.platform) == Some(platform)
                    && other.target.platform > row.target.platform
            });
            if newer {
                leave_out(WhyNotSmoked::Newer);
                continue;
            }
            let Some(request) = self.request(platform, interpreter) else {
                leave_out(WhyNotSmoked::NoPython(self.tables.uv_pythons.uv.clone()));
                continue;
            };
            let job = job_of(&mut smoke.jobs, platform, runner);
            add(&mut job.from, wheels.files[row.file].job.clone());
            job.pythons.push(SmokePython { interpreter, request });
        }
        Ok(())
    }

    /// One wheel for every system is tried on the machine that builds it.
    fn pure(&self, job: &PureJob, smoke: &mut Smoke) {
        let platform = BuildPlatform::Manylinux(LinuxArch::X86_64);
        let usual = job.pythons.iter().map(|version| (*version, false));
        for (version, threaded) in usual.chain(job.threaded.iter().map(|it| (*it, true))) {
            let interpreter = Interpreter::CPython { version, threaded, debug: false };
            match self.request(platform, interpreter) {
                Some(request) => {
                    let job = job_of(&mut smoke.jobs, platform, self.plain);
                    add(&mut job.from, "wheel".to_owned());
                    job.pythons.push(SmokePython { interpreter, request });
                }
                None => smoke.left_out.push(NotSmoked {
                    interpreter,
                    platform,
                    target: None,
                    why: WhyNotSmoked::NoPython(self.tables.uv_pythons.uv.clone()),
                }),
            }
        }
    }

    /// The machine that runs interpreters of a platform; `None` where none does without an emulator.
    fn runner(
        &self,
        platform: BuildPlatform,
        warnings: &mut Vec<String>,
    ) -> Result<Option<Runner>, PlanError> {
        let Some(row) = self.tables.uv_pythons.machine(platform) else { return Ok(None) };
        if self.runners.lacking(platform).is_some() {
            return Ok(None);
        }
        let runner = self.runners.of(platform, warnings)?;
        // A label that the table does not know is the project's own choice for the platform.
        let same = runner.arch.as_ref().is_none_or(|arch| *arch == row.arch);
        Ok(Some(runner).filter(|runner| same && runner.qemu.is_none()))
    }

    fn request(&self, platform: BuildPlatform, interpreter: Interpreter) -> Option<String> {
        let threaded = matches!(interpreter, Interpreter::CPython { threaded: true, .. });
        self.tables.uv_pythons.machine(platform)?.request(interpreter.version(), threaded)
    }
}

/// The platform whose interpreters stand for a target; `None` where no machine of CI is one.
pub(super) fn machine(platform: Platform) -> Option<BuildPlatform> {
    match platform {
        Platform::Glibc { arch, .. } => Some(BuildPlatform::Manylinux(arch)),
        Platform::Macos { arch: arch @ (MacArch::Arm64 | MacArch::X86_64), .. } => {
            Some(BuildPlatform::Macos(arch))
        }
        Platform::Windows(
            arch @ (WindowsArch::Win32 | WindowsArch::Amd64 | WindowsArch::Arm64),
        ) => Some(BuildPlatform::Windows(arch)),
        _ => None,
    }
}

fn job_of<'a>(
    jobs: &'a mut Vec<SmokeJob>,
    platform: BuildPlatform,
    runner: &Runner,
) -> &'a mut SmokeJob {
    let known = jobs.iter().position(|job| job.platform == platform);
    let at = known.unwrap_or_else(|| {
        jobs.push(SmokeJob {
            name: format!("smoke {platform}"),
            platform,
            runner: runner.clone(),
            from: Vec::new(),
            pythons: Vec::new(),
        });
        jobs.len() - 1
    });
    &mut jobs[at]
}
