//! Jobs that try the finished wheels with `relkit smoke`, on the interpreters that they are for.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
};

use super::{
    NativeWheels, PlanError, PlanTables, PureJob, TargetRow, Wheels, plan::Runner, runners,
};
use crate::{
    model::{
        BuildPlatform, Implementation, Interpreter, LinuxArch, MacArch, Platform, Target,
        WindowsArch,
    },
    project::config::MatrixConfig,
};

/// The trials of a release.
#[derive(Debug, Clone)]
pub struct Smoke {
    /// The command that brings relkit
    pub install: String,
    /// One job for each platform
    pub jobs: Vec<SmokeJob>,
    /// The targets whose wheel no job tries there
    pub left_out: Vec<NotSmoked>,
}

/// The trials of one platform.
#[derive(Debug, Clone)]
pub struct SmokeJob {
    /// Ex) `smoke macosx_arm64`
    pub name: String,
    /// The kind of interpreters
    pub platform: BuildPlatform,
    /// Where it runs
    pub runner: Runner,
    /// The jobs whose wheels it is given
    pub from: Vec<String>,
    /// Where the wheels are tried; each has to be
    pub pythons: Vec<SmokePython>,
}

/// An interpreter of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmokePython {
    /// As `--require` takes it
    pub interpreter: Interpreter,
    /// As uv is asked for it. Ex) `3.14t`
    pub request: String,
}

/// A target whose wheel is not tried there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSmoked {
    /// The interpreter
    pub interpreter: Interpreter,
    /// The platform of the plan
    pub platform: BuildPlatform,
    /// The target; `None` where the wheel is for every system
    pub target: Option<Target>,
    /// The reason
    pub why: WhyNotSmoked,
}

/// Why a wheel is not tried on a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNotSmoked {
    /// The gates were made for another implementation
    Implementation,
    /// musl, Android, iOS and Pyodide
    System,
    /// The CI system has no machine, or an emulator alone
    Machine,
    /// This release of uv has no such interpreter
    NoPython(String),
    /// The same interpreter installs the wheel for a newer system there
    Newer,
}

impl fmt::Display for WhyNotSmoked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Implementation => "relkit smoke knows CPython alone",
            Self::System => "no machine of CI is such a system",
            Self::Machine => "no machine of CI has the architecture",
            Self::NoPython(uv) => return write!(f, "uv {uv} has no such Python"),
            Self::Newer => "the machine installs the wheel for a newer system",
        })
    }
}

impl Smoke {
    /// The job that tries the wheel of a target, or why there is none.
    pub fn of(&self, row: &TargetRow) -> Option<Result<&SmokeJob, &WhyNotSmoked>> {
        if let Some(left) = self.left_out.iter().find(|it| it.target == Some(row.target)) {
            return Some(Err(&left.why));
        }
        let platform = machine(row.target.platform)?;
        self.jobs.iter().find(|job| job.platform == platform).map(Ok)
    }

    /// What is left out, a line for each reason.
    /// Ex) `cp39 cp310 on win_arm64: uv 0.13.9 has no such Python`
    pub fn told(&self) -> Vec<String> {
        let mut reasons: Vec<(&WhyNotSmoked, Vec<String>, Vec<String>)> = Vec::new();
        for left in &self.left_out {
            let known = reasons.iter().position(|(why, ..)| *why == &left.why);
            let at = known.unwrap_or_else(|| {
                reasons.push((&left.why, Vec::new(), Vec::new()));
                reasons.len() - 1
            });
            add(&mut reasons[at].1, left.interpreter.to_string());
            add(&mut reasons[at].2, left.platform.to_string());
        }
        let line = |(why, pythons, platforms): &(&WhyNotSmoked, Vec<String>, Vec<String>)| {
            format!("{} on {}: {why}", pythons.join(" "), platforms.join(" "))
        };
        reasons.iter().map(line).collect()
    }
}

impl SmokeJob {
    /// The interpreters as uv is asked for them.
    pub fn requests(&self) -> Vec<&str> {
        self.pythons.iter().map(|python| python.request.as_str()).collect()
    }

    /// The options of `relkit smoke` that make a missing interpreter an error.
    pub fn requirements(&self) -> String {
        let options = self.pythons.iter().map(|it| format!("--require {}", it.interpreter));
        options.collect::<Vec<_>>().join(" ")
    }
}

/// Decides who tries what.
pub(super) struct Planner<'a> {
    pub(super) config: &'a MatrixConfig,
    pub(super) tables: &'a PlanTables,
    pub(super) runners: &'a runners::Choice<'a>,
    /// The runner of jobs that build nothing
    pub(super) plain: &'a Runner,
}

impl Planner<'_> {
    /// The jobs, if any are asked for.
    pub(super) fn plan(
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
fn machine(platform: Platform) -> Option<BuildPlatform> {
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

fn add(words: &mut Vec<String>, word: String) {
    if !words.contains(&word) {
        words.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_told_by_reason() {
        let left = |target: &str, platform: &str, why| {
            let target: Target = target.parse().unwrap();
            let platform = platform.parse().unwrap();
            NotSmoked { interpreter: target.interpreter, platform, target: Some(target), why }
        };
        let no_python = || WhyNotSmoked::NoPython("0.13.9".to_owned());
        let left_out = vec![
            left(
                "pp311_73-manylinux_2_28_x86_64",
                "manylinux_x86_64",
                WhyNotSmoked::Implementation,
            ),
            left("cp37-manylinux_2_17_x86_64", "manylinux_x86_64", no_python()),
            left("cp312-musllinux_1_2_x86_64", "musllinux_x86_64", WhyNotSmoked::System),
            left("cp312-manylinux_2_28_s390x", "manylinux_s390x", WhyNotSmoked::Machine),
            left("cp38-win_arm64", "win_arm64", no_python()),
            left("cp312-macosx_11_0_arm64", "macosx_arm64", WhyNotSmoked::Newer),
        ];
        let smoke = Smoke { install: String::new(), jobs: Vec::new(), left_out };
        insta::assert_snapshot!(smoke.told().join("\n"), @"
        pp311_73 on manylinux_x86_64: relkit smoke knows CPython alone
        cp37 cp38 on manylinux_x86_64 win_arm64: uv 0.13.9 has no such Python
        cp312 on musllinux_x86_64: no machine of CI is such a system
        cp312 on manylinux_s390x: no machine of CI has the architecture
        cp312 on macosx_arm64: the machine installs the wheel for a newer system
        ");
    }
}
