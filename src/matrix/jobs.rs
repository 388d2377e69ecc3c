//! Files into jobs: one run of cibuildwheel for each platform, and one more for each wheel that
//! cannot share a run.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Exclusion, LeftOut, PlanError, Runner,
    candidates::Candidate,
    files::{self, PlannedFile},
    plan::{BuildJob, Gap, PlannedBuild, Role},
    runners,
};
use crate::{
    model::{BuildOs, BuildPlatform},
    project::{
        Project,
        config::{Lane, MatrixConfig, ModuleName},
    },
};

/// Plans the jobs of all platforms, in the order of the configuration.
pub(super) fn plan(
    project: &Project,
    config: &MatrixConfig,
    candidates: &[Candidate],
    runners: &runners::Choice<'_>,
    left_out: &mut Vec<LeftOut>,
    warnings: &mut Vec<String>,
) -> Result<Vec<BuildJob>, PlanError> {
    let mut jobs = Vec::new();
    for platform in &config.platforms {
        let own: Vec<Candidate> =
            candidates.iter().filter(|c| c.id.platform == *platform).cloned().collect();
        if own.is_empty() {
            continue;
        }
        let runner = runners.of(*platform, warnings)?;
        for (name, files) in runs(*platform, config, files::of_platform(config, &own)?) {
            jobs.push(job(project, config, *platform, name, &files, &runner, left_out));
        }
    }
    fill_env(project, &mut jobs);
    Ok(jobs)
}

/// Files that one run of cibuildwheel can build, under the name of the job.
///
/// A run takes one set of options, and it tests a finished abi3 wheel instead of building where the
/// tags allow it: a second abi3 floor needs a run of its own, or the first wheel would stand in for
/// it. `abi3.abi3t` needs one because cibuildwheel 4.3 never reuses it for free-threaded builds and
/// stops when a second build gives the same name.
fn runs(
    platform: BuildPlatform,
    config: &MatrixConfig,
    files: Vec<PlannedFile>,
) -> Vec<(String, Vec<PlannedFile>)> {
    let first_abi3 = config.abi3.first().map(|fact| Lane::Abi3(fact.value));
    let mut runs: Vec<(Option<Lane>, Vec<PlannedFile>)> = Vec::new();
    for file in files {
        let shares = match file.lane {
            Lane::Abi3(_) => Some(file.lane) == first_abi3,
            Lane::Abi3t(_) => false,
            Lane::PerVersion | Lane::FreeThreaded => true,
        };
        let alone = !shares || config.config_settings.contains_key(&file.lane);
        let key = alone.then_some(file.lane);
        match runs.iter_mut().find(|(known, _)| *known == key) {
            Some((_, run)) => run.push(file),
            None => runs.push((key, vec![file])),
        }
    }
    let name = |lane: Option<Lane>| {
        lane.map_or_else(|| platform.to_string(), |lane| format!("{platform}-{lane}"))
    };
    runs.into_iter().map(|(lane, files)| (name(lane), files)).collect()
}

fn job(
    project: &Project,
    config: &MatrixConfig,
    platform: BuildPlatform,
    name: String,
    files: &[PlannedFile],
    runner: &Runner,
    left_out: &mut Vec<LeftOut>,
) -> BuildJob {
    let mut builds: Vec<(usize, PlannedBuild)> = Vec::new();
    let mut gaps = Vec::new();
    for file in files {
        for candidate in &file.serves {
            let id = candidate.id;
            let tags = file.tags.clone();
            let role = if id == file.builder { Role::Build } else { Role::Reuse };
            // cibuildwheel tests a finished wheel on other identifiers for plain abi3 only.
            if role == Role::Reuse && matches!(file.lane, Lane::Abi3t(_)) {
                gaps.push(Gap { target: candidate.target, file: file.name(&project.name) });
                left_out.push(LeftOut { id, why: Exclusion::Served(file.lane) });
            } else {
                builds.push((candidate.order, PlannedBuild { id, lane: file.lane, role, tags }));
            }
        }
    }
    builds.sort_by_key(|(order, _)| *order);
    let builds: Vec<PlannedBuild> = builds.into_iter().map(|(_, build)| build).collect();
    let env = env(project, config, platform, &builds, files);
    BuildJob { name, platform, runner: runner.clone(), builds, env, gaps }
}

/// The environment of one run. Optional variables stand in it only where the job needs them.
fn env(
    project: &Project,
    config: &MatrixConfig,
    platform: BuildPlatform,
    builds: &[PlannedBuild],
    files: &[PlannedFile],
) -> BTreeMap<&'static str, String> {
    let ids: Vec<String> = builds.iter().map(|build| build.id.to_string()).collect();
    let groups: Vec<&str> = config.enable.iter().map(|group| group.as_str()).collect();
    let mut env = BTreeMap::from([
        ("CIBW_PLATFORM", platform.os().to_string()),
        ("CIBW_ARCHS", platform.cibw_arch().to_owned()),
        ("CIBW_BUILD", ids.join(" ")),
        ("CIBW_ENABLE", groups.join(" ")),
    ]);
    let settings = files.iter().find_map(|file| config.config_settings.get(&file.lane));
    if let Some(settings) = settings {
        // The variable replaces what [tool.cibuildwheel] says: both have to stand in it.
        let own = project.cibuildwheel.option("config-settings", platform.os(), None);
        let own = own.map(|fact| fact.value).filter(|text| !text.is_empty());
        let both = own.into_iter().chain([settings.to_string()]).collect::<Vec<_>>();
        env.insert("CIBW_CONFIG_SETTINGS", both.join(" "));
    }
    // A wheel that was never imported is not tested. iOS runs modules only, not code.
    let tested = project.cibuildwheel.everywhere("test-command").next().is_some();
    if !tested && platform.os() != BuildOs::Ios {
        let modules: Vec<&str> = config.import.iter().map(ModuleName::as_str).collect();
        env.insert("CIBW_TEST_COMMAND", format!("python -c \"import {}\"", modules.join(", ")));
    }
    env
}

/// The jobs of a matrix set the same variables: one that a job lacks gets the project's own value.
fn fill_env(project: &Project, jobs: &mut [BuildJob]) {
    let all: BTreeSet<&'static str> = jobs.iter().flat_map(|job| job.env.keys().copied()).collect();
    for job in jobs {
        for key in &all {
            job.env.entry(key).or_insert_with(|| {
                let option = key.trim_start_matches("CIBW_").to_lowercase().replace('_', "-");
                let own = project.cibuildwheel.option(&option, job.platform.os(), None);
                own.map(|fact| fact.value).unwrap_or_default()
            });
        }
    }
}
