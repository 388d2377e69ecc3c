//! A plan as a configuration of CircleCI.

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    RenderError,
    engine::render,
    gate::Gate,
    names::Names,
    pattern::all_in_one,
    runs::{self, Job, Shell, Variable},
};
use crate::matrix::{Plan, Runner};

const TEMPLATE: &str = include_str!("../../templates/ci/circleci.yml");

/// Everything that `templates/ci/circleci.yml` can name.
#[derive(Debug, Serialize)]
struct Context {
    /// Where the configuration is kept
    file: String,
    /// What the plan was made from
    header: Option<String>,
    /// The program that makes a project of a finished wheel; none where no job needs it
    handover: Option<&'static str>,
    /// The context of the publishing job
    environment: String,
    /// The pattern of tags that are released, as a regular expression
    tag: String,
    /// Whether a workflow runs a part of the jobs only
    some: bool,
    nightly: Option<Nightly>,
    timeout_minutes: u16,
    /// The version of uv
    uv: String,
    /// Why the sdist's checkout takes submodules; none when it does not
    submodules: Option<String>,
    /// Why the sdist's checkout takes the history; none when it does not
    history: Option<String>,
    /// Each machine once
    executors: Vec<Executor>,
    /// The key of the machine of jobs that build nothing
    plain: String,
    /// How that machine calls Python
    python: String,
    jobs: Vec<ConfiguredJob>,
    workflows: Vec<Workflow>,
    gate: Gate,
}

/// What runs once a night.
#[derive(Debug, Serialize)]
struct Nightly {
    cron: String,
}

/// A machine.
#[derive(Debug, Serialize)]
struct Executor {
    key: String,
    /// The resource class
    label: String,
    /// The image, or the Xcode on macOS
    image: String,
    macos: bool,
    shell: Option<String>,
}

#[derive(Debug, Serialize)]
struct ConfiguredJob {
    id: String,
    /// The key of its machine
    executor: String,
    /// How that machine calls Python
    python: String,
    needs: Vec<String>,
    steps: Vec<Step>,
    /// Whether it makes wheels of the release
    uploads: bool,
}

#[derive(Debug, Serialize)]
struct Step {
    name: String,
    script: String,
    env: Vec<Variable>,
}

/// Jobs that run on the same occasions.
#[derive(Debug, Serialize)]
struct Workflow {
    name: &'static str,
    /// A logic statement
    when: Value,
    /// The jobs with what they need
    jobs: Vec<(String, Vec<String>)>,
    /// The names of these jobs, where the gate and publishing come after them
    release: Option<Vec<String>>,
}

/// The configuration of a plan.
pub fn configuration(plan: &Plan) -> Result<String, RenderError> {
    let everything = runs::jobs(plan);
    let all: Vec<&Job<'_>> = everything.iter().collect();
    let names = Names::new(all.iter().map(|job| job.name.as_str()), '-');
    let runners = || [&plan.sdist].into_iter().chain(all.iter().map(|job| job.runner));
    let keys = Names::new(runners().map(|runner| runner.label.as_str()), '-');
    let mut executors: Vec<Executor> = Vec::new();
    for runner in runners() {
        if !executors.iter().any(|known| known.label == runner.label) {
            executors.push(executor(runner, &keys));
        }
    }
    let jobs: Vec<ConfiguredJob> = all.iter().map(|it| job(it, &names, &keys)).collect();
    let workflow = Workflow {
        name: "everything",
        when: occasions(plan),
        jobs: jobs.iter().map(|job| (job.id.clone(), job.needs.clone())).collect(),
        release: Some(jobs.iter().map(|job| job.id.clone()).collect()),
    };
    let context = Context {
        file: plan.file.clone(),
        header: None,
        handover: None,
        environment: plan.environment.clone(),
        tag: all_in_one(std::slice::from_ref(&plan.triggers.tags)),
        some: false,
        nightly: None,
        timeout_minutes: plan.timeout_minutes,
        uv: plan.pins.uv.clone(),
        submodules: plan.checkout.submodules.as_ref().map(ToString::to_string),
        history: plan.checkout.history.as_ref().map(ToString::to_string),
        executors,
        plain: keys.of(&plan.sdist.label),
        python: plan.sdist.machine.python.clone(),
        jobs,
        workflows: vec![workflow],
        gate: Gate::of(plan),
    };
    render("templates/ci/circleci.yml", TEMPLATE, &context)
}

/// When everything runs: for releases, on the branches of the plan, and when somebody asks.
fn occasions(plan: &Plan) -> Value {
    let branch = "<< pipeline.git.branch >>";
    let tag = "<< pipeline.git.tag >>";
    let tags = all_in_one(std::slice::from_ref(&plan.triggers.tags));
    let branches = all_in_one(&plan.triggers.branches);
    json!({"and": [
        {"not": {"equal": ["scheduled_pipeline", "<< pipeline.trigger_source >>"]}},
        {"or": [
            "<< pipeline.parameters.everything >>",
            {"matches": {"pattern": tags, "value": tag}},
            {"and": [
                {"equal": ["", tag]},
                {"matches": {"pattern": branches, "value": branch}},
            ]},
        ]},
    ]})
}

fn executor(runner: &Runner, keys: &Names) -> Executor {
    Executor {
        key: keys.of(&runner.label),
        label: runner.label.clone(),
        image: runner.machine.image.clone().unwrap_or_default(),
        macos: runner.machine.rosetta.is_some(),
        shell: runner.machine.shell.clone(),
    }
}

fn job(job: &Job<'_>, names: &Names, keys: &Names) -> ConfiguredJob {
    let step = |step: &runs::Step| Step {
        name: step.name.clone(),
        script: step.command(Shell::Posix, &job.runner.machine.python),
        env: step.env.clone(),
    };
    let from = job.from.as_ref().map(|name| names.of(name));
    ConfiguredJob {
        id: names.of(&job.name),
        executor: keys.of(&job.runner.label),
        python: job.runner.machine.python.clone(),
        needs: ["sdist".to_owned()].into_iter().chain(from).collect(),
        steps: job.steps.iter().map(step).collect(),
        uploads: job.uploads,
    }
}
