//! A plan as a GitHub Actions workflow.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{RenderError, engine::render};
use crate::{
    matrix::{BuildJob, Pins, Plan, PureJob, Wheels},
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
    native: Option<Native>,
    pure: Option<Pure>,
    /// Patterns of the files of the release
    expected: Vec<String>,
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
    /// The environment variables, with the keys under which the matrix holds them
    variables: Vec<Variable>,
}

#[derive(Debug, Serialize)]
struct Job {
    name: String,
    runner: String,
    /// The architecture to emulate, or nothing
    qemu: String,
    env: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Variable {
    name: &'static str,
    key: String,
}

#[derive(Debug, Serialize)]
struct Entry {
    key: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct Pure {
    pythons: Vec<String>,
    /// Python code that imports the modules
    test: String,
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
        native: match &plan.wheels {
            Wheels::Native(jobs) => Some(native(plan, jobs)),
            Wheels::Pure(_) => None,
        },
        pure: match &plan.wheels {
            Wheels::Native(_) => None,
            Wheels::Pure(job) => Some(pure(plan, job)),
        },
        expected: plan.expected.iter().map(|file| file.pattern.clone()).collect(),
        gate: GATE,
    };
    render("templates/ci/github.yml", TEMPLATE, &context)
}

/// `CIBW_TEST_COMMAND` -> `test-command`: a name that `matrix.` can be followed by.
fn matrix_key(variable: &str) -> String {
    variable.trim_start_matches("CIBW_").to_lowercase().replace('_', "-")
}

fn native(plan: &Plan, jobs: &[BuildJob]) -> Native {
    let entries = |env: &BTreeMap<&'static str, String>| -> Vec<Entry> {
        env.iter()
            .map(|(name, value)| Entry { key: matrix_key(name), value: value.clone() })
            .collect()
    };
    let names = jobs.first().into_iter().flat_map(|job| job.env.keys());
    Native {
        cibuildwheel: plan.cibuildwheel.clone(),
        any_qemu: jobs.iter().any(|job| job.runner.qemu.is_some()),
        variables: names.map(|name| Variable { name, key: matrix_key(name) }).collect(),
        jobs: jobs
            .iter()
            .map(|job| Job {
                name: job.name.clone(),
                runner: job.runner.label.clone(),
                qemu: job.runner.qemu.clone().unwrap_or_default(),
                env: entries(&job.env),
            })
            .collect(),
    }
}

fn pure(plan: &Plan, job: &PureJob) -> Pure {
    Pure {
        pythons: job.pythons.iter().map(ToString::to_string).collect(),
        test: format!("import {}", plan.import.join(", ")),
    }
}
