//! A plan as a pipeline of GitLab CI.

use serde::Serialize;

use super::{
    RenderError,
    engine::render,
    gate::Gate,
    pattern::{Pattern, literal},
    runs::{self, Job, Jobs, Variable},
    smoke,
};
use crate::{
    matrix::{Plan, Runner},
    project::config::PullRequest,
};

const TEMPLATE: &str = include_str!("../../templates/ci/gitlab.yml");

/// Everything that `templates/ci/gitlab.yml` can name.
#[derive(Debug, Serialize)]
struct Context {
    /// relkit's version and the digest of what was read
    header: String,
    /// Where the pipeline is kept
    file: String,
    /// The program that makes a project of a finished wheel; none where no job needs it
    handover: Option<&'static str>,
    /// When the next Python is tried; none for never
    cron: Option<String>,
    /// What runs for merge requests: `off`, `some` or `everything`
    merge_requests: &'static str,
    /// The label of a merge request that asks for everything, as a regular expression
    label: String,
    label_text: String,
    /// Globs of the paths whose changes count for merge requests; empty for all
    paths: Vec<String>,
    environment: String,
    /// The pattern of tags that are released, as a regular expression
    tag: String,
    /// The last that matches decides: they stand in reverse
    branches: Vec<Branch>,
    timeout_minutes: u16,
    /// Why the sdist's checkout takes submodules; none when it does not
    submodules: Option<String>,
    /// Why the sdist's checkout takes the history; none when it does not
    history: Option<String>,
    /// Each machine once
    machines: Vec<Machine>,
    /// The key of the machine of jobs that build nothing
    plain: String,
    /// How that machine calls Python
    python: String,
    jobs: Vec<PipelineJob>,
    /// The file with the results of trials
    report: &'static str,
    /// The wheels that nobody tries, with the reasons
    untried: Vec<String>,
    gate: Gate,
}

/// A rule for pushes to branches.
#[derive(Debug, Serialize)]
struct Branch {
    regex: String,
    /// Whether they start nothing
    takes: bool,
}

/// A hidden job from which the jobs of a machine inherit.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Machine {
    /// Ex) `.saas-linux-medium-amd64 with docker`
    key: String,
    tag: String,
    image: Option<String>,
    /// The image of the service that runs Docker
    daemon: Option<String>,
    /// Commands before those of each job
    prepare: Vec<String>,
}

#[derive(Debug, Serialize)]
struct PipelineJob {
    name: String,
    extends: Vec<String>,
    stage: &'static str,
    needs: Vec<String>,
    /// The environment of all commands
    env: Vec<Variable>,
    script: Vec<String>,
    /// Whether it makes wheels of the release
    uploads: bool,
    /// Whether it tries wheels
    tries: bool,
}

/// The pipeline of a plan.
pub fn pipeline(plan: &Plan) -> Result<String, RenderError> {
    let jobs = Jobs::of(plan);
    let everything = jobs.everything.iter().map(|it| job(plan, it, "everything"));
    let some = jobs.some.iter().flatten().map(|it| job(plan, it, "some"));
    let nightly = jobs.nightly.iter().map(|it| job(plan, it, "nightly"));
    let mut machines = vec![machine(plan, &plan.sdist, false)];
    for job in jobs.all() {
        let own = machine(plan, &job.runner, job.containers);
        if !machines.contains(&own) {
            machines.push(own);
        }
    }
    let triggers = &plan.triggers;
    let branches = triggers.branches.iter().rev().map(|text| {
        let pattern = Pattern::new(text);
        Branch { regex: pattern.regex(), takes: pattern.takes }
    });
    let paths = triggers.paths.iter().map(|text| Pattern::new(text));
    let context = Context {
        header: plan.header.clone(),
        file: plan.file.clone(),
        handover: jobs.hand_over().then_some(runs::HANDOVER),
        cron: plan.next.as_ref().map(|next| next.cron.clone()),
        merge_requests: match triggers.pull_request {
            PullRequest::Off => "off",
            PullRequest::Subset if jobs.some.is_some() => "some",
            PullRequest::Subset | PullRequest::Full => "everything",
        },
        label_text: triggers.label.clone(),
        label: triggers.label.chars().map(literal).collect(),
        // There is no way to take paths away.
        paths: paths.filter(|it| !it.takes).map(Pattern::glob).collect(),
        environment: plan.environment.clone(),
        tag: Pattern::new(&triggers.tags).regex(),
        branches: branches.collect(),
        timeout_minutes: plan.timeout_minutes,
        submodules: plan.checkout.submodules.as_ref().map(ToString::to_string),
        history: plan.checkout.history.as_ref().map(ToString::to_string),
        plain: key(&plan.sdist, false),
        python: plan.sdist.machine.python.clone(),
        machines,
        jobs: everything.chain(some).chain(nightly).collect(),
        report: smoke::REPORT,
        untried: jobs.untried.clone(),
        gate: Gate::of(plan),
    };
    render("templates/ci/gitlab.yml", TEMPLATE, &context)
}

fn key(runner: &Runner, docker: bool) -> String {
    format!(".{}{}", runner.label, if docker { " with docker" } else { "" })
}

fn machine(plan: &Plan, runner: &Runner, containers: bool) -> Machine {
    let own = &runner.machine;
    let daemon = own.daemon.clone().filter(|_| containers);
    let client = own.docker.iter().filter(|_| daemon.is_some());
    let uv = format!("{} -m pip install uv=={}", own.python, plan.pins.uv);
    Machine {
        key: key(runner, daemon.is_some()),
        tag: runner.label.clone(),
        image: own.image.clone(),
        prepare: own.prepare.iter().chain(client).cloned().chain([uv]).collect(),
        daemon,
    }
}

/// A job that runs where `RUN` is the word. Jobs of different occasions may have one name.
fn job(plan: &Plan, job: &Job, run: &str) -> PipelineJob {
    let name = |name: &str| match run {
        "some" => format!("{name} (merge request)"),
        _ => name.to_owned(),
    };
    let machine = machine(plan, &job.runner, job.containers);
    let env = job.steps.iter().map(|step| &step.env).find(|env| !env.is_empty());
    let env = env.cloned().unwrap_or_default();
    let command = |step: &runs::Step| {
        step.command_after(&env, job.runner.shell(), &job.runner.machine.python)
    };
    PipelineJob {
        name: name(&job.name),
        extends: vec![machine.key, format!(".{run}")],
        stage: if job.uploads { "wheels" } else { "tests" },
        needs: ["sdist".to_owned()].into_iter().chain(job.from.iter().map(|it| name(it))).collect(),
        script: job.steps.iter().map(command).collect(),
        env,
        uploads: job.uploads,
        tries: job.tries,
    }
}
