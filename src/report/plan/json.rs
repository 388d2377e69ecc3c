//! The whole plan as JSON: `relkit.plan/1`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::targets;
use crate::matrix::{
    self, BuildJob, CibwOption, Environment, Handover, NativeWheels, Plan, Role, TestJob, Wheels,
};

/// The plan as JSON: `relkit.plan/1`. The form stays; fields may be added.
pub fn json(plan: &Plan) -> Result<String, serde_json::Error> {
    let document = Document {
        schema: "relkit.plan/1",
        project: plan.project.to_string(),
        cibuildwheel: &plan.cibuildwheel,
        jobs: plan.jobs().iter().map(|job| Job::of(job, &plan.options())).collect(),
        tests: plan
            .tests()
            .iter()
            .map(|job| {
                Test::of(job, &plan.full().map(NativeWheels::handover_options).unwrap_or_default())
            })
            .collect(),
        targets: targets::rows(plan),
        pure: match &plan.wheels {
            Wheels::Native { .. } => None,
            Wheels::Pure(pure) => {
                Some(Pure { runner: &plan.sdist.label, pythons: pure.requests() })
            }
        },
        expected: plan
            .expected
            .iter()
            .map(|file| Expected { pattern: &file.pattern, job: &file.job })
            .collect(),
        smoke: plan.smoke.as_ref().map(Smoke::of),
        left_out: plan
            .left_out
            .iter()
            .map(|left| LeftOut { id: left.id.to_string(), why: left.why.to_string() })
            .collect(),
        warnings: &plan.warnings,
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    schema: &'static str,
    project: String,
    cibuildwheel: &'a str,
    jobs: Vec<Job<'a>>,
    tests: Vec<Test<'a>>,
    targets: Vec<targets::Row<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pure: Option<Pure<'a>>,
    expected: Vec<Expected<'a>>,
    /// Trials of the finished wheels; missing where none are asked for
    #[serde(skip_serializing_if = "Option::is_none")]
    smoke: Option<Smoke<'a>>,
    left_out: Vec<LeftOut>,
    warnings: &'a [String],
}

#[derive(Debug, Serialize)]
struct Job<'a> {
    name: &'a str,
    platform: String,
    runner: &'a str,
    qemu: Option<&'a str>,
    env: BTreeMap<String, &'a str>,
    builds: Vec<Build<'a>>,
    /// Tests of the finished wheels, without building, in the same job
    handover: Vec<HandedOver<'a>>,
}

#[derive(Debug, Serialize)]
struct Build<'a> {
    id: String,
    lane: String,
    role: &'static str,
    tags: String,
    test: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct HandedOver<'a> {
    id: String,
    file: &'a str,
    test: &'a str,
}

impl<'a> HandedOver<'a> {
    fn of(it: &'a matrix::HandedOver) -> Self {
        Self { id: it.id.to_string(), file: &it.file, test: &it.test }
    }
}

#[derive(Debug, Serialize)]
struct Test<'a> {
    name: &'a str,
    runner: &'a str,
    qemu: Option<&'a str>,
    /// The job whose wheels it tests
    from: &'a str,
    env: BTreeMap<String, &'a str>,
    handover: Vec<HandedOver<'a>>,
}

#[derive(Debug, Serialize)]
struct Pure<'a> {
    runner: &'a str,
    pythons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Expected<'a> {
    pattern: &'a str,
    job: &'a str,
}

#[derive(Debug, Serialize)]
struct Smoke<'a> {
    /// The command that brings relkit
    install: &'a str,
    jobs: Vec<SmokeJob<'a>>,
    /// Targets whose wheel no job tries there
    left_out: Vec<NotSmoked>,
}

#[derive(Debug, Serialize)]
struct SmokeJob<'a> {
    name: &'a str,
    platform: String,
    runner: &'a str,
    /// The jobs whose wheels it tries
    from: &'a [String],
    /// The interpreters, each of which has to be there. Ex) `cp314t`
    require: Vec<String>,
    /// The same as uv is asked for them. Ex) `3.14t`
    pythons: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct NotSmoked {
    /// Ex) `cp39`
    interpreter: String,
    platform: String,
    why: String,
}

impl<'a> Smoke<'a> {
    fn of(trials: &'a matrix::smoke::Smoke) -> Self {
        let job = |job: &'a matrix::smoke::SmokeJob| SmokeJob {
            name: &job.name,
            platform: job.platform.to_string(),
            runner: &job.runner.label,
            from: &job.from,
            require: job.pythons.iter().map(|it| it.interpreter.to_string()).collect(),
            pythons: job.requests(),
        };
        let left_out = |left: &matrix::smoke::NotSmoked| NotSmoked {
            interpreter: left.interpreter.to_string(),
            platform: left.platform.to_string(),
            why: left.why.to_string(),
        };
        Self {
            install: &trials.install,
            jobs: trials.jobs.iter().map(job).collect(),
            left_out: trials.left_out.iter().map(left_out).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct LeftOut {
    id: String,
    why: String,
}

impl<'a> Job<'a> {
    fn of(job: &'a BuildJob, options: &[CibwOption]) -> Self {
        Self {
            name: &job.name,
            platform: job.platform.to_string(),
            runner: &job.runner.label,
            qemu: job.runner.qemu.as_deref(),
            env: job.env().map(|env| environment(env, options)).unwrap_or_default(),
            builds: job
                .builds
                .iter()
                .map(|build| Build {
                    id: build.id.to_string(),
                    lane: build.lane.to_string(),
                    role: match build.role {
                        Role::Build => "build",
                        Role::Reuse => "reuse",
                    },
                    tags: build.tags.to_string(),
                    test: build.test.as_deref(),
                })
                .collect(),
            handover: job.handover.as_ref().map(handed_over).unwrap_or_default(),
        }
    }
}

impl<'a> Test<'a> {
    fn of(job: &'a TestJob, options: &[CibwOption]) -> Self {
        Self {
            name: &job.name,
            runner: &job.runner.label,
            qemu: job.runner.qemu.as_deref(),
            from: &job.from,
            env: environment(&job.handover.env, options),
            handover: handed_over(&job.handover),
        }
    }
}

fn environment<'a>(env: &'a Environment, options: &[CibwOption]) -> BTreeMap<String, &'a str> {
    options.iter().map(|it| (it.variable(), env.get(*it))).collect()
}

fn handed_over(handover: &Handover) -> Vec<HandedOver<'_>> {
    handover.builds.iter().map(HandedOver::of).collect()
}
