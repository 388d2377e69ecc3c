//! Jobs: what each builds, what it tests, and with which environment.

use super::{
    Environment, Exclusion, LeftOut, NativeWheels, PlanError, PlanTables, Runner,
    candidates::{self, Candidate},
    cibw::CibwOption,
    files::{self, PlannedFile},
    maturin,
    plan::{BuildJob, BuildTool, HandedOver, Handover, PlannedBuild, Role, TestJob, WheelFile},
    runners, settings,
    shard::{self, Run},
    systems,
    targets::{Verdict, Verdicts},
    testing::{self, Test, Untested},
};
use crate::{
    model::{BuildIdentifier, BuildPlatform},
    project::{
        Project,
        cibuildwheel::Selection,
        config::{Builder, Lane, MatrixConfig, Shard, Variant},
    },
    tables::SharedFamily,
};

/// What jobs are planned from.
pub(super) struct Planner<'a> {
    pub(super) project: &'a Project,
    pub(super) config: &'a MatrixConfig,
    pub(super) tables: &'a PlanTables,
}

/// What a pass over the candidates gives.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// Wheels and jobs
    pub(super) wheels: NativeWheels,
    /// What is tested where
    pub(super) verdicts: Verdicts,
    /// Identifiers whose users are served and which nothing is run for
    pub(super) left_out: Vec<LeftOut>,
}

/// One platform, or a variant of it.
struct Part<'a> {
    platform: BuildPlatform,
    variant: Option<&'a Variant>,
    runner: Runner,
    selection: Selection,
}

/// An interpreter that installs a wheel of the run.
#[derive(Clone, Copy)]
struct At<'a> {
    candidate: &'a Candidate,
    file: &'a PlannedFile,
    /// The wheel's place among those of the plan
    index: usize,
}

/// Where the interpreters test what they install.
#[derive(Default)]
struct Work<'a> {
    /// In the run of the build tool
    runs: Vec<At<'a>>,
    /// Afterwards in the same job
    handed_over: Vec<At<'a>>,
    /// In jobs of their own
    elsewhere: Vec<At<'a>>,
}

impl At<'_> {
    /// Whether a run comes to it after the identifier that builds the wheel.
    fn follows(&self) -> bool {
        let mut serves = self.file.serves.iter();
        let builder = serves.find(|candidate| candidate.id == self.file.builder);
        !self.candidate.follows
            && builder.is_some_and(|builder| builder.order < self.candidate.order)
    }

    fn build(&self, test: Option<String>) -> PlannedBuild {
        let id = self.candidate.id;
        let role = if id == self.file.builder { Role::Build } else { Role::Reuse };
        PlannedBuild { id, lane: self.file.lane, role, tags: self.file.tags.clone(), test }
    }
}

fn verdict(job: &str, test: &Result<Test, Untested>) -> Result<Verdict, Untested> {
    test.clone().map(|test| Verdict { job: job.to_owned(), how: test.how })
}

impl Planner<'_> {
    /// Plans the jobs of all platforms, in the order of the configuration.
    pub(super) fn jobs(
        &self,
        candidates: &[Candidate],
        followers: &[Candidate],
        runners: &runners::Choice<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<Made, PlanError> {
        let mut made = Made::default();
        for (platform, variant) in candidates::builds(self.config) {
            let name = variant.map(|variant| &variant.name);
            let ours = |it: &&Candidate| it.id.platform == platform && it.variant.as_ref() == name;
            let own: Vec<Candidate> = candidates.iter().filter(ours).cloned().collect();
            if own.is_empty() {
                continue;
            }
            let beside: Vec<Candidate> = followers.iter().filter(ours).cloned().collect();
            let runner = runners.of(platform, warnings)?;
            let selection = self.project.cibuildwheel.selection(platform.os());
            let part = Part { platform, variant, runner, selection };
            let files =
                files::of_platform(self.config, &self.project.wheel, variant, &own, &beside)?;
            for run in shard::runs(platform, name, self.config, files) {
                self.job(&part, &run, &mut made)?;
            }
        }
        finish(&mut made.wheels);
        Ok(made)
    }

    fn job(&self, part: &Part<'_>, run: &Run, made: &mut Made) -> Result<(), PlanError> {
        let first = made.wheels.files.len();
        made.wheels.files.extend(run.files.iter().map(|file| self.wheel(part, run, file)));
        let mut work = self.work(part, run, first, made);
        let by_cibuildwheel = self.config.builder.value == Builder::Cibuildwheel;
        work.runs.sort_by_key(|at| at.candidate.order);
        let here: Vec<BuildIdentifier> =
            work.runs.iter().chain(&work.handed_over).map(|at| at.candidate.id).collect();
        let tests =
            testing::of_job(self.project, self.config, &part.selection, &part.runner, &here);
        let mut builds = Vec::new();
        let mut handed_over = Vec::new();
        let all = work.runs.iter().map(|at| (at, true));
        let all = all.chain(work.handed_over.iter().map(|at| (at, false)));
        for ((at, runs), test) in all.zip(&tests.of) {
            made.verdicts.add(at.index, at.candidate, verdict(&run.name, test));
            if runs {
                let test = test.as_ref().ok().filter(|_| by_cibuildwheel);
                builds.push(at.build(test.map(|test| test.command.clone())));
            }
            if let (false, Ok(test)) = (runs && by_cibuildwheel, test) {
                handed_over.push(self.handed_over(at, test));
            }
        }
        let ids: Vec<BuildIdentifier> = builds.iter().map(|build| build.id).collect();
        let tool = if by_cibuildwheel {
            let mut env = self.build_environment(part, run, &ids)?;
            tests.set(&mut env);
            BuildTool::Cibuildwheel(env)
        } else {
            let floor = |id: &BuildIdentifier| {
                systems::floor(self.project, self.config, self.tables, id, part.variant)
            };
            let own: Vec<_> = builds
                .iter()
                .filter(|build| build.role == Role::Build)
                .filter_map(|build| Some((build, floor(&build.id)?)))
                .collect();
            let backends = &self.tables.backends;
            BuildTool::Maturin(maturin::build(
                self.project,
                self.config,
                backends,
                part.variant,
                &own,
            )?)
        };
        made.wheels.builds.push(BuildJob {
            name: run.name.clone(),
            platform: part.platform,
            variant: part.variant.map(|variant| variant.name.clone()),
            runner: part.runner.clone(),
            builds,
            tool,
            handover: self.handover(part, handed_over, &here, &tests)?,
        });
        work.elsewhere.iter().try_for_each(|at| self.elsewhere(part, run, at, made))
    }

    /// Decides where each interpreter that installs a wheel of the run tests it.
    fn work<'a>(&self, part: &Part<'_>, run: &'a Run, first: usize, made: &mut Made) -> Work<'a> {
        let mut work = Work::default();
        for (offset, file) in run.files.iter().enumerate() {
            for candidate in &file.serves {
                let at = At { candidate, file, index: first + offset };
                let builds = candidate.id == file.builder;
                let hindrance = testing::hindrance(&part.selection, &part.runner, &candidate.id);
                match hindrance {
                    Some(why) if !builds => {
                        made.verdicts.add(at.index, candidate, Err(why));
                        let why = Exclusion::Served(file.lane);
                        let (id, variant) = (candidate.id, candidate.variant.clone());
                        made.left_out.push(LeftOut { id, variant, why });
                    }
                    _ if builds => work.runs.push(at),
                    _ if shard::policy(self.config, part.platform) == Shard::Interpreter => {
                        work.elsewhere.push(at);
                    }
                    // A run takes its identifiers in order: nothing is there to reuse before.
                    _ if at.follows() && self.reused(file.lane, part.platform) => {
                        work.runs.push(at);
                    }
                    _ => work.handed_over.push(at),
                }
            }
        }
        work
    }

    /// The test of a finished wheel in a job of its own.
    fn elsewhere(
        &self,
        part: &Part<'_>,
        run: &Run,
        at: &At<'_>,
        made: &mut Made,
    ) -> Result<(), PlanError> {
        let ids = [at.candidate.id];
        let tests = testing::of_job(self.project, self.config, &part.selection, &part.runner, &ids);
        let suffix = part.variant.map_or_else(String::new, |it| format!("-{}", it.name));
        let name = format!("test {}{suffix}", at.candidate.id);
        for test in &tests.of {
            made.verdicts.add(at.index, at.candidate, verdict(&name, test));
            let Ok(test) = test else { continue };
            let builds = vec![self.handed_over(at, test)];
            let Some(handover) = self.handover(part, builds, &ids, &tests)? else { continue };
            made.wheels.tests.push(TestJob {
                name: name.clone(),
                platform: part.platform,
                runner: part.runner.clone(),
                from: run.name.clone(),
                handover,
            });
        }
        Ok(())
    }

    fn handed_over(&self, at: &At<'_>, test: &Test) -> HandedOver {
        HandedOver {
            id: at.candidate.id,
            file: at.file.name(&self.project.name),
            test: test.command.clone(),
            how: test.how,
        }
    }

    /// The wheel as the plan gives it out.
    fn wheel(&self, part: &Part<'_>, run: &Run, file: &PlannedFile) -> WheelFile {
        WheelFile {
            name: file.name(&self.project.name),
            lane: file.lane,
            tags: file.tags.clone(),
            platform: part.platform,
            variant: part.variant.map(|variant| variant.name.clone()),
            builder: file.builder,
            job: run.name.clone(),
            place: file.place.clone(),
        }
    }

    fn build_environment(
        &self,
        part: &Part<'_>,
        run: &Run,
        ids: &[BuildIdentifier],
    ) -> Result<Environment, PlanError> {
        let words: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let groups: Vec<&str> = self.config.enable.iter().map(|group| group.as_str()).collect();
        let mut env = Environment::default();
        env.set(CibwOption::Archs, part.platform.cibw_arch());
        env.set(CibwOption::Build, words.join(" "));
        env.set(CibwOption::Enable, groups.join(" "));
        env.set(CibwOption::Platform, part.platform.os().as_str());
        let settings = settings::of_run(self.project, self.config, part.variant, &run.files)?;
        env.set(CibwOption::ConfigSettings, settings);
        if let Some(variant) = part.variant {
            env.set(CibwOption::Environment, &*variant.environment);
        }
        systems::set(&mut env, self.config, self.tables, ids, part.variant)?;
        Ok(env)
    }

    /// The tests of finished wheels: nothing of the build is done again.
    fn handover(
        &self,
        part: &Part<'_>,
        builds: Vec<HandedOver>,
        ids: &[BuildIdentifier],
        tests: &testing::Tests,
    ) -> Result<Option<Handover>, PlanError> {
        if builds.is_empty() {
            return Ok(None);
        }
        let mut env = Environment::default();
        systems::set(&mut env, self.config, self.tables, ids, part.variant)?;
        tests.set(&mut env);
        Ok(Some(Handover { builds, env }))
    }

    /// Whether cibuildwheel tests the finished wheel for a later identifier of the run.
    fn reused(&self, lane: Lane, platform: BuildPlatform) -> bool {
        let family = match lane {
            Lane::Abi3(_) => SharedFamily::Abi3,
            Lane::Abi3t(_) => SharedFamily::Abi3t,
            Lane::AnyPython => SharedFamily::AnyPython,
            Lane::PerVersion | Lane::FreeThreaded => return false,
        };
        let builds = self.config.builder.value == Builder::Cibuildwheel;
        builds
            && platform != BuildPlatform::Pyodide
            && self.tables.identifiers.reused.contains(&family)
    }
}

/// Gives every run the rules by which its variables are added to the project's options: these
/// depend on which variables the workflow sets at all.
pub(super) fn finish(wheels: &mut NativeWheels) {
    let (options, handover) = (wheels.options(), wheels.handover_options());
    for job in &mut wheels.builds {
        if let BuildTool::Cibuildwheel(env) = &mut job.tool {
            env.inherit(&options);
        }
        if let Some(tests) = &mut job.handover {
            tests.env.inherit(&handover);
        }
    }
    for job in &mut wheels.tests {
        job.handover.env.inherit(&handover);
    }
}
