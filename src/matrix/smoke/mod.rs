//! Jobs that try the finished wheels with `relkit smoke`, on the interpreters that they are for.

mod planner;

use std::fmt;

use super::{TargetRow, plan::Runner};
use crate::model::{BuildPlatform, Interpreter, Target};
pub(super) use planner::Planner;

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
            Self::Implementation => "the jobs try CPython alone",
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
        let platform = planner::machine(row.target.platform)?;
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
        pp311_73 on manylinux_x86_64: the jobs try CPython alone
        cp37 cp38 on manylinux_x86_64 win_arm64: uv 0.13.9 has no such Python
        cp312 on musllinux_x86_64: no machine of CI is such a system
        cp312 on manylinux_s390x: no machine of CI has the architecture
        cp312 on macosx_arm64: the machine installs the wheel for a newer system
        ");
    }
}
