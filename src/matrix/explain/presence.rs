//! What the users of an identifier install, why that file, and where it is built and tested.

use super::Plan;
use crate::{
    matrix::{
        BuildJob, Exclusion, HandedOver, Handover, How, Runner, TargetRow, Untested, WheelFile,
        smoke::{SmokeJob, WhyNotSmoked},
    },
    model::{BuildIdentifier, Implementation, Target},
    project::{
        Fact, Place, Project, WheelKind,
        config::{Lane, MatrixConfig, VariantName},
    },
};

/// A wheel that users of an identifier install.
#[derive(Debug, Clone)]
pub struct InstalledFile {
    /// Its name, the version left open
    pub file: String,
    /// How it is built
    pub lane: Lane,
    /// Why they get this one
    pub why: String,
    /// The line that asks for it, where one does
    pub place: Option<Place>,
    /// The identifier that builds it
    pub builder: BuildIdentifier,
    /// The job that builds it
    pub job: String,
    /// Where that job runs
    pub runner: Option<Runner>,
    /// The oldest targets that the identifier stands for and that install it
    pub targets: Vec<Target>,
    /// Its tests with the interpreter of the identifier
    pub tests: Vec<TestRun>,
    /// Why there is none, where there is none
    pub untested: Option<Untested>,
    /// Why no job tries it there with `relkit smoke`, where such jobs are asked for
    pub not_smoked: Option<WhyNotSmoked>,
}

/// One test of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestRun {
    /// The job
    pub job: String,
    /// Where it runs
    pub runner: Runner,
    /// Whether that is the project's own test, where the plan counts on it
    pub how: Option<How>,
    /// What is run
    pub command: String,
}

/// One build of an identifier in a plan.
pub(super) struct Search<'a> {
    pub(super) project: &'a Project,
    pub(super) config: &'a MatrixConfig,
    pub(super) plan: &'a Plan,
    pub(super) id: BuildIdentifier,
    pub(super) variant: Option<&'a VariantName>,
}

impl Search<'_> {
    /// The wheels that its users install. `left` is the reason that the plan gives for running
    /// nothing for it, which may be that a shared wheel serves it.
    pub(super) fn files(&self, left: Option<&Exclusion>) -> Vec<InstalledFile> {
        let Some(full) = self.plan.full() else { return Vec::new() };
        let mut out = Vec::new();
        for (index, file) in full.files.iter().enumerate() {
            if file.variant.as_ref() != self.variant {
                continue;
            }
            let rows: Vec<&TargetRow> = self
                .plan
                .targets
                .iter()
                .filter(|row| row.id == self.id && row.file == index)
                .collect();
            let tests = self.tests(file, &rows);
            let own = file.platform == self.id.platform;
            let served = matches!(left, Some(Exclusion::Served(lane)) if own && *lane == file.lane);
            if rows.is_empty() && tests.is_empty() && file.builder != self.id && !served {
                continue;
            }
            let runner = full.builds.iter().find(|job| job.name == file.job);
            out.push(InstalledFile {
                file: file.name.clone(),
                lane: file.lane,
                why: self.why(file),
                place: file.place.clone().or_else(|| self.kind_place()),
                builder: file.builder,
                job: file.job.clone(),
                runner: runner.map(|job| job.runner.clone()),
                targets: rows.iter().map(|row| row.target).collect(),
                tests,
                untested: rows.iter().find_map(|row| row.test.clone().err()),
                not_smoked: self.smoked(&rows).find_map(|it| it.err().cloned()),
            });
        }
        out
    }

    fn tests(&self, file: &WheelFile, rows: &[&TargetRow]) -> Vec<TestRun> {
        let run = |job: &str, runner: &Runner, command: &str| {
            let verdicts = rows.iter().filter_map(|row| row.test.as_ref().ok());
            let how = verdicts.filter(|it| it.job == job).map(|it| it.how).next();
            let (job, command) = (job.to_owned(), command.to_owned());
            TestRun { job, runner: runner.clone(), how, command }
        };
        let ours = |it: &&HandedOver| it.id == self.id && it.file == file.name;
        let handed = |handover: &Handover| {
            let found = handover.builds.iter().find(ours);
            found.map(|it| it.test.clone())
        };
        let mut out = Vec::new();
        for job in self.plan.jobs().iter().filter(|job| job.name == file.job) {
            let here = |job: &BuildJob| {
                let own = job.builds.iter().find(|it| it.id == self.id && it.tags == file.tags);
                own.and_then(|build| build.test.clone())
            };
            let found = [here(job), job.handover.as_ref().and_then(handed)];
            out.extend(found.iter().flatten().map(|test| run(&job.name, &job.runner, test)));
        }
        for job in self.plan.tests() {
            let found = handed(&job.handover);
            out.extend(found.iter().map(|test| run(&job.name, &job.runner, test)));
        }
        for (job, row) in self.smoked(rows).flatten() {
            let command = format!("relkit smoke wheelhouse --require {}", row.target.interpreter);
            out.push(run(&job.name, &job.runner, &command));
        }
        out
    }

    /// The jobs that try the wheel of each target, or why there is none.
    fn smoked<'b>(
        &'b self,
        rows: &'b [&TargetRow],
    ) -> impl Iterator<Item = Result<(&'b SmokeJob, &'b TargetRow), &'b WhyNotSmoked>> {
        let trials = self.plan.smoke.iter();
        trials.flat_map(move |trials| {
            rows.iter().filter_map(|row| Some(trials.of(row)?.map(|job| (job, *row))))
        })
    }

    /// The line that says that no Python loads what is compiled.
    fn kind_place(&self) -> Option<Place> {
        match &self.project.wheel {
            WheelKind::Interpreterless(place) => Some(place.clone()),
            WheelKind::Extension => None,
        }
    }

    fn why(&self, file: &WheelFile) -> String {
        let floor = self.config.abi3.first().map(|fact| fact.value);
        let abi3t = self.config.abi3t.as_ref().map(|fact| fact.value);
        match file.lane {
            Lane::AnyPython => {
                "what is compiled is loaded by no Python: all of the platform share it".to_owned()
            }
            Lane::Abi3(version) => {
                let more = self.config.abi3.len() > 1;
                let newest = if more { ", the newest floor that it reaches" } else { "" };
                format!("the stable ABI from {version} on{newest}")
            }
            Lane::Abi3t(version) if self.id.threaded || floor.is_none() => {
                format!("the stable ABI from {version} on, with and without the GIL (PEP 803)")
            }
            Lane::Abi3t(version) => format!(
                "the stable ABI from {version} on, with and without the GIL (PEP 803): its tag is \
                 newer than that of the abi3 wheel"
            ),
            Lane::PerVersion | Lane::FreeThreaded if floor.is_none() && abi3t.is_none() => {
                "its own wheel: the project has no wheel of the stable ABI".to_owned()
            }
            Lane::PerVersion if self.id.implementation != Implementation::CPython => {
                "its own wheel: this implementation has no stable ABI".to_owned()
            }
            Lane::FreeThreaded => match &self.config.abi3t {
                None => "its own wheel: no free-threaded Python loads abi3".to_owned(),
                Some(Fact { value, place }) => format!(
                    "its own wheel: no free-threaded Python loads abi3, and abi3.abi3t starts with \
                     {value} ({place})"
                ),
            },
            Lane::PerVersion => match self.config.abi3.first().or(self.config.abi3t.as_ref()) {
                Some(Fact { value, place }) if self.id.python < *value => {
                    format!("its own wheel: the stable ABI starts with {value} ({place})")
                }
                _ => "its own wheel: the shared one of the platform is left out".to_owned(),
            },
        }
    }
}
