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
    targets::{How, Verdict, Verdicts},
    testing,
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

/// What a job does beside building.
#[derive(Default)]
struct Work<'a> {
    /// What the build tool runs for
    runs: Vec<(&'a Candidate, &'a PlannedFile)>,
    /// What is tested afterwards in the same job
    handed_over: Vec<(&'a Candidate, &'a PlannedFile)>,
    /// What is tested in jobs of its own
    elsewhere: Vec<(&'a Candidate, &'a PlannedFile)>,
}

impl Planner<'_> {
    /// Plans the jobs of all platforms, in the order of the configuration.
    pub(super) fn jobs(
        &self,
        candidates: &[Candidate],
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
            let runner = runners.of(platform, warnings)?;
            let selection = self.project.cibuildwheel.selection(platform.os());
            let part = Part { platform, variant, runner, selection };
            let files = files::of_platform(self.config, &self.project.wheel, variant, &own)?;
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
        let mut work = Work::default();
        for (index, file) in run.files.iter().enumerate() {
            for candidate in &file.serves {
                let at = (candidate, file);
                let builds = candidate.id == file.builder;
                let hindrance = testing::hindrance(&part.selection, &part.runner, &candidate.id);
                match hindrance {
                    Some(why) if !builds => {
                        made.verdicts.add(first + index, candidate, Err(why));
                        let why = Exclusion::Served(file.lane);
                        let (id, variant) = (candidate.id, candidate.variant.clone());
                        made.left_out.push(LeftOut { id, variant, why });
                    }
                    _ if builds => work.runs.push(at),
                    _ if shard::policy(self.config, part.platform) == Shard::Interpreter => {
                        work.elsewhere.push(at);
                    }
                    _ if self.reused(file.lane, part.platform) => work.runs.push(at),
                    _ => work.handed_over.push(at),
                }
            }
        }
        work.runs.sort_by_key(|(candidate, _)| candidate.order);
        let file_index = |file: &PlannedFile| {
            let place = run.files.iter().position(|known| known.tags == file.tags);
            first + place.unwrap_or_default()
        };
        let builds_by_cibuildwheel = self.config.builder.value == Builder::Cibuildwheel;
        let here: Vec<BuildIdentifier> =
            work.runs.iter().chain(&work.handed_over).map(|(it, _)| it.id).collect();
        let tests =
            testing::of_job(self.project, self.config, &part.selection, &part.runner, &here);
        let mut builds = Vec::new();
        let mut handed_over = Vec::new();
        let all = work.runs.iter().map(|at| (at, true));
        let all = all.chain(work.handed_over.iter().map(|at| (at, false)));
        for (((candidate, file), runs), test) in all.zip(&tests.of) {
            let verdict = test.clone().map(|test| Verdict { job: run.name.clone(), how: test.how });
            made.verdicts.add(file_index(file), candidate, verdict);
            let id = candidate.id;
            if runs {
                let role = if id == file.builder { Role::Build } else { Role::Reuse };
                let test = test.as_ref().ok().filter(|_| builds_by_cibuildwheel);
                let test = test.map(|test| test.command.clone());
                builds.push(PlannedBuild {
                    id,
                    lane: file.lane,
                    role,
                    tags: file.tags.clone(),
                    test,
                });
            }
            if let (false, Ok(test)) = (runs && builds_by_cibuildwheel, test) {
                let (test, how) = (test.command.clone(), test.how);
                handed_over.push(HandedOver { id, file: file.name(&self.project.name), test, how });
            }
        }
        let ids: Vec<BuildIdentifier> = builds.iter().map(|build| build.id).collect();
        let tool = if builds_by_cibuildwheel {
            let mut env = self.build_environment(part, run, &ids)?;
            tests.set(&mut env);
            BuildTool::Cibuildwheel(env)
        } else {
            BuildTool::Maturin(maturin::build(self.config, part.platform, part.variant, &builds))
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
        for (candidate, file) in work.elsewhere {
            let ids = [candidate.id];
            let tests =
                testing::of_job(self.project, self.config, &part.selection, &part.runner, &ids);
            let suffix = part.variant.map_or_else(String::new, |it| format!("-{}", it.name));
            let name = format!("test {}{suffix}", candidate.id);
            for test in &tests.of {
                let verdict = test.clone().map(|test| Verdict { job: name.clone(), how: test.how });
                made.verdicts.add(file_index(file), candidate, verdict);
                let Ok(test) = test else { continue };
                let builds = vec![HandedOver {
                    id: candidate.id,
                    file: file.name(&self.project.name),
                    test: test.command.clone(),
                    how: test.how,
                }];
                let Some(handover) = self.handover(part, builds, &ids, &tests)? else { continue };
                made.wheels.tests.push(TestJob {
                    name: name.clone(),
                    platform: part.platform,
                    runner: part.runner.clone(),
                    from: run.name.clone(),
                    handover,
                });
            }
        }
        Ok(())
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

    /// A job that runs a command of its own on finished wheels.
    pub(super) fn command_job(
        &self,
        name: String,
        command: &str,
        from: &BuildJob,
        id: BuildIdentifier,
        file: &WheelFile,
    ) -> TestJob {
        let mut env = Environment::default();
        env.replace(CibwOption::TestCommand, command);
        let (file, test, how) = (file.name.clone(), command.to_owned(), How::Project);
        TestJob {
            name,
            platform: from.platform,
            runner: from.runner.clone(),
            from: from.name.clone(),
            handover: Handover { builds: vec![HandedOver { id, file, test, how }], env },
        }
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
