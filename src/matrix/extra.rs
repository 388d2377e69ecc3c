//! Jobs beside the wheels: leaks, the next CPython, and a sdist that refuses dropped Pythons.

use jiff::civil::Date;

use super::{
    BuildJob, CibwOption, Environment, HandedOver, Handover, How, Made, PlanError, TargetRow,
    TestJob, WheelFile, jobs::Planner, targets::is_default_cpython, testing,
};
use crate::{
    model::{BuildIdentifier, BuildPlatform, Implementation, PythonVersion},
    project::config::{Label, MatrixConfig},
    tables::{FreeThreading, Pythons, Stage},
};

/// The job that builds and tests the sdist on the CPython that is to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPython {
    /// When, as a cron line
    pub cron: String,
    /// The version. Ex) `3.16`
    pub version: PythonVersion,
    /// The interpreters as uv is asked for them. Ex) `3.16`, `3.16t`
    pub requests: Vec<String>,
}

/// The job that installs the sdist where it has to refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StubJob {
    /// The Python that was dropped
    pub python: PythonVersion,
    /// What the failing installation prints
    pub says: String,
}

/// The next CPython: the oldest that is planned and has had a release to try.
pub(super) fn next(config: &MatrixConfig, pythons: &Pythons, on: Date) -> Option<NextPython> {
    let cron = config.nightly.as_ref()?.to_string();
    let planned = pythons.python.iter().find(|python| python.stage(on) == Stage::Planned)?;
    let version = planned.version;
    let mut requests = vec![version.to_string()];
    if planned.free_threaded != FreeThreading::None && config.free_threaded {
        requests.push(format!("{version}t"));
    }
    Some(NextPython { cron, version, requests })
}

/// The refusing sdist.
pub(super) fn stub(config: &MatrixConfig) -> Option<StubJob> {
    let (python, says) = config.test.stub.as_ref()?;
    Some(StubJob { python: python.value, says: says.to_string() })
}

/// Adds the jobs that look for leaks, one for each identifier that is asked for.
pub(super) fn leaks(
    planner: &Planner<'_>,
    is_native: impl Fn(BuildPlatform) -> bool,
    made: &mut Made,
    targets: &[TargetRow],
) -> Result<(), PlanError> {
    let Some(command) = &planner.config.test.leak else { return Ok(()) };
    let rows: Vec<&TargetRow> = match &planner.config.test.leak_on {
        None => usual(is_native, targets),
        Some(names) => {
            let find = |name: &Label| {
                let row = targets.iter().find(|row| row.id.to_string() == name.as_str());
                row.ok_or_else(|| PlanError::NotPlanned {
                    id: name.to_string(),
                    place: names.place.clone(),
                })
            };
            names.value.iter().map(find).collect::<Result<_, _>>()?
        }
    };
    for row in rows {
        let file = &made.wheels.files[row.file];
        let Some(from) = made.wheels.builds.iter().find(|job| job.name == file.job) else {
            continue;
        };
        let name = format!("leaks {}", row.id);
        let job: TestJob =
            command_job(planner.config, name, command.value.as_str(), from, row.id, file);
        made.wheels.tests.push(job);
    }
    super::jobs::finish(&mut made.wheels);
    Ok(())
}

/// The newest CPython of the first native Linux platform, and its free-threaded build.
fn usual<'a>(
    is_native: impl Fn(BuildPlatform) -> bool,
    targets: &'a [TargetRow],
) -> Vec<&'a TargetRow> {
    let linux = |row: &&TargetRow| {
        matches!(row.id.platform, BuildPlatform::Manylinux(_)) && is_native(row.id.platform)
    };
    let Some(first) = targets.iter().find(linux).or_else(|| targets.first()) else {
        return Vec::new();
    };
    let own = || {
        targets.iter().filter(|row| {
            row.id.platform == first.id.platform && row.id.implementation == Implementation::CPython
        })
    };
    let usual = own().filter(|row| is_default_cpython(row.target.interpreter));
    let threaded = own().filter(|row| row.id.threaded);
    let newest =
        |rows: &mut dyn Iterator<Item = &'a TargetRow>| rows.max_by_key(|row| row.id.python);
    [newest(&mut usual.into_iter()), newest(&mut threaded.into_iter())]
        .into_iter()
        .flatten()
        .collect()
}

/// A job that runs a command of its own on finished wheels.
fn command_job(
    config: &MatrixConfig,
    name: String,
    command: &str,
    from: &BuildJob,
    id: BuildIdentifier,
    file: &WheelFile,
) -> TestJob {
    let mut env = Environment::default();
    env.replace(CibwOption::TestCommand, command);
    env.set(CibwOption::TestEnvironment, testing::pytest(config));
    let (file, test, how) = (file.name.clone(), command.to_owned(), How::Project);
    TestJob {
        name,
        platform: from.platform,
        runner: from.runner.clone(),
        from: from.name.clone(),
        handover: Handover { builds: vec![HandedOver { id, file, test, how }], env },
    }
}
