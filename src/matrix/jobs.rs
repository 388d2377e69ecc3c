//! Files into jobs: one run of cibuildwheel for each platform, and one more for each wheel that
//! cannot share a run.

use jiff::civil::Date;

use super::{
    Environment, Exclusion, LeftOut, PlanError, PlanTables, Runner, also,
    candidates::Candidate,
    files::{self, PlannedFile},
    plan::{BuildJob, Gap, PlannedBuild, Role},
    runners, settings,
    testing::{self, Untested},
};
use crate::{
    model::{BuildIdentifier, BuildPlatform},
    project::{
        Project,
        config::{Lane, MatrixConfig},
    },
};

/// What jobs are planned from.
pub(super) struct Planner<'a> {
    pub(super) project: &'a Project,
    pub(super) config: &'a MatrixConfig,
    pub(super) tables: &'a PlanTables,
    pub(super) on: Date,
}

impl Planner<'_> {
    /// Plans the jobs of all platforms, in the order of the configuration.
    pub(super) fn jobs(
        &self,
        candidates: &[Candidate],
        runners: &runners::Choice<'_>,
        left_out: &mut Vec<LeftOut>,
        warnings: &mut Vec<String>,
    ) -> Result<Vec<BuildJob>, PlanError> {
        let mut jobs = Vec::new();
        for platform in &self.config.platforms {
            let own: Vec<Candidate> =
                candidates.iter().filter(|c| c.id.platform == *platform).cloned().collect();
            if own.is_empty() {
                continue;
            }
            if !runners.any(*platform) {
                let why = Exclusion::NoRunner(*platform);
                left_out.extend(own.iter().map(|it| LeftOut { id: it.id, why: why.clone() }));
                continue;
            }
            let runner = runners.of(*platform, warnings)?;
            let files = files::of_platform(self.config, &self.project.wheel, &own)?;
            for (name, files) in runs(*platform, self.config, files) {
                jobs.push(self.job(*platform, name, &files, &runner, left_out)?);
            }
        }
        Ok(jobs)
    }

    fn job(
        &self,
        platform: BuildPlatform,
        name: String,
        files: &[PlannedFile],
        runner: &Runner,
        left_out: &mut Vec<LeftOut>,
    ) -> Result<BuildJob, PlanError> {
        let selection = self.project.cibuildwheel.selection(platform.os());
        let file_name = |file: &PlannedFile| file.name(&self.project.name);
        let mut also = Vec::new();
        let mut gaps = Vec::new();
        let mut runs: Vec<(&Candidate, &PlannedFile)> = Vec::new();
        for file in files {
            for candidate in &file.serves {
                if candidate.id == file.builder || reused(file.lane, platform) {
                    runs.push((candidate, file));
                    continue;
                }
                let no_module = self.config.import.is_empty().then_some(Untested::NoModule);
                let hindrance = testing::hindrance(&selection, runner, &candidate.id).or(no_module);
                let test = also::test(candidate, runner, &self.tables.pythons, self.on)
                    .ok_or(Untested::NoReuse(file.lane));
                match hindrance.map_or(test, Err) {
                    Ok(test) => also.push(test),
                    Err(why) => {
                        gaps.push(Gap { target: candidate.target, file: file_name(file), why });
                        let why = Exclusion::Served(file.lane);
                        left_out.push(LeftOut { id: candidate.id, why });
                    }
                }
            }
        }
        runs.sort_by_key(|(candidate, _)| candidate.order);
        let ids: Vec<BuildIdentifier> = runs.iter().map(|(candidate, _)| candidate.id).collect();
        let tests = testing::of_run(self.project, self.config, &selection, runner, &ids);
        let mut builds = Vec::new();
        for ((candidate, file), test) in runs.into_iter().zip(tests.of) {
            let id = candidate.id;
            let role = if id == file.builder { Role::Build } else { Role::Reuse };
            let (lane, tags) = (file.lane, file.tags.clone());
            let test = test.map_err(|why| {
                gaps.push(Gap { target: candidate.target, file: file_name(file), why });
            });
            builds.push(PlannedBuild { id, lane, role, tags, test: test.ok() });
        }
        let words: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let groups: Vec<&str> = self.config.enable.iter().map(|group| group.as_str()).collect();
        let env = Environment {
            archs: platform.cibw_arch().to_owned(),
            build: words.join(" "),
            config_settings: settings::of_run(self.project, self.config, files)?,
            enable: groups.join(" "),
            platform: platform.os().to_string(),
            test_command: tests.added,
        };
        Ok(BuildJob { name, platform, runner: runner.clone(), builds, env, also, gaps })
    }
}

/// Whether cibuildwheel tests the finished wheel for a later identifier of the run: it does for
/// plain abi3, and for wheels of every Python where one platform tag serves them all.
fn reused(lane: Lane, platform: BuildPlatform) -> bool {
    match lane {
        Lane::Abi3(_) => true,
        Lane::AnyPython => platform != BuildPlatform::Pyodide,
        Lane::Abi3t(_) | Lane::PerVersion | Lane::FreeThreaded => false,
    }
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
            Lane::PerVersion | Lane::FreeThreaded | Lane::AnyPython => true,
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
