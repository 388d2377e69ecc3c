//! A plan as a GitHub Actions workflow.

use serde::Serialize;

use super::{RenderError, engine::render};
use crate::{
    matrix::{BuildJob, CibwOption, Pins, Plan, PureJob, Wheels},
    tables::Action,
};

const TEMPLATE: &str = include_str!("../../templates/ci/github.yml");
const GATE: &str = include_str!("../../templates/ci/gate.py");

/// Everything that `templates/ci/github.yml` can name.
#[derive(Debug, Serialize)]
struct Context {
    /// Where the workflow is kept
    file: String,
    branches: Vec<String>,
    /// A list, as `on.push.tags` takes it
    tags: Vec<String>,
    /// The runner of jobs that build nothing
    plain_runner: String,
    timeout_minutes: u16,
    environment: String,
    /// The version of uv
    uv: String,
    actions: Actions,
    /// Why the sdist's checkout takes submodules; none when it does not
    submodules: Option<String>,
    /// Why the sdist's checkout takes the history; none when it does not
    history: Option<String>,
    /// Python code that imports the modules
    test: String,
    native: Option<Native>,
    pure: Option<Pure>,
    /// Patterns of the files of the release
    expected: Vec<String>,
    /// What stands before the version in the name of a tag
    tag_prefix: String,
    /// The program that compares them with the files that are there
    gate: &'static str,
}

/// `OWNER/NAME@SHA # TAG` of each action.
#[derive(Debug, Serialize)]
struct Actions {
    checkout: String,
    setup_uv: String,
    setup_qemu: String,
    upload_artifact: String,
    download_artifact: String,
    publish: String,
}

impl From<&Pins> for Actions {
    fn from(pins: &Pins) -> Self {
        let uses = |action: &Action| format!("{}@{} # {}", action.name, action.sha, action.tag);
        Self {
            checkout: uses(&pins.checkout),
            setup_uv: uses(&pins.setup_uv),
            setup_qemu: uses(&pins.setup_qemu),
            upload_artifact: uses(&pins.upload_artifact),
            download_artifact: uses(&pins.download_artifact),
            publish: uses(&pins.publish),
        }
    }
}

#[derive(Debug, Serialize)]
struct Native {
    /// The version of cibuildwheel
    cibuildwheel: String,
    jobs: Vec<Job>,
    /// Whether any job emulates
    any_qemu: bool,
    /// Whether any job has tests of its own beside cibuildwheel's
    any_also: bool,
    /// The environment variables, with the keys under which the matrix holds them
    variables: Vec<Variable>,
}

#[derive(Debug, Serialize)]
struct Job {
    name: String,
    runner: String,
    /// The architecture to emulate, or nothing
    qemu: String,
    /// The interpreters of the job's own tests, or nothing
    also: String,
    env: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Variable {
    name: String,
    /// The key of the matrix that holds the value, or nothing where all jobs share one
    key: &'static str,
    /// The value that all jobs share
    value: String,
}

#[derive(Debug, Serialize)]
struct Entry {
    key: &'static str,
    value: String,
}

#[derive(Debug, Serialize)]
struct Pure {
    pythons: Vec<String>,
}

/// The workflow of a plan.
pub fn workflow(plan: &Plan) -> Result<String, RenderError> {
    let context = Context {
        file: plan.file.clone(),
        branches: plan.triggers.branches.clone(),
        tags: vec![plan.triggers.tags.clone()],
        plain_runner: plan.sdist.label.clone(),
        timeout_minutes: plan.timeout_minutes,
        environment: plan.environment.clone(),
        uv: plan.pins.uv.clone(),
        actions: Actions::from(&plan.pins),
        submodules: plan.checkout.submodules.as_ref().map(ToString::to_string),
        history: plan.checkout.history.as_ref().map(ToString::to_string),
        test: plan.import.clone(),
        native: match &plan.wheels {
            Wheels::Native(jobs) => Some(native(plan, jobs)),
            Wheels::Pure(_) => None,
        },
        pure: match &plan.wheels {
            Wheels::Native(_) => None,
            Wheels::Pure(job) => Some(pure(job)),
        },
        expected: plan.expected.iter().map(|file| file.pattern.clone()).collect(),
        tag_prefix: tag_prefix(&plan.triggers.tags),
        gate: GATE,
    };
    render("templates/ci/github.yml", TEMPLATE, &context)
}

/// The part of a tag pattern before its first special character. Ex) `v` of `v*`
fn tag_prefix(pattern: &str) -> String {
    pattern.split(['*', '?', '+', '[', '!']).next().unwrap_or_default().to_owned()
}

/// A value that all jobs share stands in the step, the others in the matrix under the name of the
/// option.
fn native(plan: &Plan, jobs: &[BuildJob]) -> Native {
    let shared = |option: CibwOption| {
        let mut values = jobs.iter().map(|job| job.env.get(option));
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    };
    let options = plan.options();
    let varying: Vec<CibwOption> =
        options.iter().copied().filter(|option| shared(*option).is_none()).collect();
    let variable = |option: &CibwOption| Variable {
        name: option.variable(),
        key: if varying.contains(option) { option.as_str() } else { "" },
        value: shared(*option).unwrap_or_default().to_owned(),
    };
    Native {
        cibuildwheel: plan.cibuildwheel.clone(),
        any_qemu: jobs.iter().any(|job| job.runner.qemu.is_some()),
        any_also: jobs.iter().any(|job| !job.also.is_empty()),
        variables: options.iter().map(variable).collect(),
        jobs: jobs.iter().map(|it| job(it, &varying)).collect(),
    }
}

fn job(job: &BuildJob, varying: &[CibwOption]) -> Job {
    let pythons: Vec<&str> = job.also.iter().map(|test| test.python.as_str()).collect();
    let entry = |option: &CibwOption| Entry {
        key: option.as_str(),
        value: job.env.get(*option).to_owned(),
    };
    Job {
        name: job.name.clone(),
        runner: job.runner.label.clone(),
        qemu: job.runner.qemu.clone().unwrap_or_default(),
        also: pythons.join(" "),
        env: varying.iter().map(entry).collect(),
    }
}

fn pure(job: &PureJob) -> Pure {
    Pure { pythons: job.pythons.iter().map(ToString::to_string).collect() }
}
