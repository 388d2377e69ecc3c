//! The jobs of a run, in the stages in which GitHub starts them, each with its estimate.

use crate::{
    matrix::{BuildJob, NativeWheels, Plan, PureJob, Role, TestJob, Wheels, smoke::SmokeJob},
    model::BuildOs,
    project::config::PullRequest,
    tables::{Costs, Work},
};

/// One job of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// As GitHub shows it. Ex) `wheels cp314-win_amd64`
    pub name: String,
    /// What it runs on
    pub label: String,
    /// What it builds or tests for
    pub os: BuildOs,
    /// Whether it emulates
    pub qemu: bool,
    /// How long it takes by the table
    pub estimate: u64,
}

impl Task {
    /// Whether it takes one of the few machines with macOS.
    pub fn on_macos(&self) -> bool {
        matches!(self.os, BuildOs::Macos | BuildOs::Ios)
    }
}

/// Jobs that wait for all jobs of earlier stages, and for none of their own.
///
/// A job that needs a matrix waits for every job of it, so the tests of one wheel wait for the
/// slowest build.
pub(super) type Stages = Vec<Vec<Task>>;

/// The run that publishes.
pub(super) fn release(plan: &Plan, costs: &Costs) -> Stages {
    let tasks = Tasks { plan, costs };
    let mut stages = tasks.everything();
    stages.push(vec![tasks.plain("publish", Work::Publish)]);
    stages
}

/// The run of a pull request without a label; `None` where pull requests run nothing.
pub(super) fn pull_request(plan: &Plan, costs: &Costs) -> Option<Stages> {
    let tasks = Tasks { plan, costs };
    match (&plan.wheels, plan.triggers.pull_request) {
        (_, PullRequest::Off) => None,
        (Wheels::Native { subset: Some(subset), .. }, _) => {
            // The gate is left out: the wheels that it waits for are.
            let mut stages = vec![vec![tasks.plain("sdist", Work::Sdist)]];
            stages.extend(tasks.native(subset, "pull request", "pull request"));
            stages.get_mut(1)?.extend(tasks.stub());
            Some(stages)
        }
        _ => Some(tasks.everything()),
    }
}

struct Tasks<'a> {
    plan: &'a Plan,
    costs: &'a Costs,
}

impl Tasks<'_> {
    /// All jobs but the one that publishes. The job that tries the next CPython runs at night alone.
    fn everything(&self) -> Stages {
        let mut stages = vec![vec![self.plain("sdist", Work::Sdist)]];
        match &self.plan.wheels {
            Wheels::Native { full, .. } => stages.extend(self.native(full, "wheels", "tests")),
            Wheels::Pure(job) => stages.push(vec![self.pure(job)]),
        }
        stages[1].extend(self.stub());
        self.smoke(&mut stages);
        stages.push(vec![self.plain("all files there, and no others", Work::Gate)]);
        stages
    }

    fn native(&self, wheels: &NativeWheels, title: &str, test_title: &str) -> Stages {
        let builds = wheels.builds.iter().map(|job| self.build(job, title)).collect();
        let tests: Vec<Task> = wheels.tests.iter().map(|job| self.test(job, test_title)).collect();
        [builds].into_iter().chain((!tests.is_empty()).then_some(tests)).collect()
    }

    fn build(&self, job: &BuildJob, title: &str) -> Task {
        let (os, qemu) = (job.platform.os(), job.runner.qemu.is_some());
        let seconds = |work| self.costs.seconds(work, os, qemu);
        let built = job.builds.iter().filter(|build| build.role == Role::Build).count();
        let tested = job.builds.iter().filter(|build| build.test.is_some()).count();
        let handed_over = job.handover.as_ref().map_or(0, |it| it.builds.len());
        Task {
            name: format!("{title} {}", job.name),
            label: job.runner.label.clone(),
            os,
            qemu,
            estimate: seconds(Work::SetUp)
                + times(built, seconds(Work::Build))
                + times(tested + handed_over, seconds(Work::Test)),
        }
    }

    fn test(&self, job: &TestJob, title: &str) -> Task {
        let (os, qemu) = (job.platform.os(), job.runner.qemu.is_some());
        let seconds = |work| self.costs.seconds(work, os, qemu);
        Task {
            name: format!("{title} {}", job.name),
            label: job.runner.label.clone(),
            os,
            qemu,
            estimate: seconds(Work::SetUp) + times(job.handover.builds.len(), seconds(Work::Test)),
        }
    }

    /// Trials wait for the wheels, as tests of finished wheels do. Bringing relkit counts as much as
    /// building a wheel, a trial as much as a test.
    fn smoke(&self, stages: &mut Stages) {
        let jobs = self.plan.smoke.iter().flat_map(|trials| &trials.jobs);
        let task = |job: &SmokeJob| {
            let os = job.platform.os();
            let seconds = |work| self.costs.seconds(work, os, false);
            Task {
                name: job.name.clone(),
                label: job.runner.label.clone(),
                os,
                qemu: false,
                estimate: seconds(Work::SetUp)
                    + seconds(Work::Build)
                    + times(job.pythons.len(), seconds(Work::Test)),
            }
        };
        let tasks: Vec<Task> = jobs.map(task).collect();
        match stages.get_mut(2) {
            Some(stage) => stage.extend(tasks),
            None if tasks.is_empty() => {}
            None => stages.push(tasks),
        }
    }

    fn pure(&self, job: &PureJob) -> Task {
        let seconds = |work| self.costs.seconds(work, BuildOs::Linux, false);
        let estimate = seconds(Work::SetUp)
            + seconds(Work::Build)
            + times(job.requests().len(), seconds(Work::Test));
        Task { estimate, ..self.plain("wheel", Work::Build) }
    }

    fn stub(&self) -> Option<Task> {
        let stub = self.plan.stub.as_ref()?;
        let name = format!("the sdist refuses Python {}", stub.python);
        let seconds = |work| self.costs.seconds(work, BuildOs::Linux, false);
        let estimate = seconds(Work::SetUp) + seconds(Work::Test);
        Some(Task { estimate, ..self.plain(&name, Work::Test) })
    }

    /// A job on the runner that builds nothing.
    fn plain(&self, name: &str, work: Work) -> Task {
        Task {
            name: name.to_owned(),
            label: self.plan.sdist.label.clone(),
            os: BuildOs::Linux,
            qemu: false,
            estimate: self.costs.seconds(work, BuildOs::Linux, false),
        }
    }
}

fn times(count: usize, seconds: u64) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX).saturating_mul(seconds)
}
