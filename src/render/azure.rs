//! A plan as a pipeline of Azure Pipelines.

use serde::Serialize;

use super::{
    RenderError,
    engine::render,
    gate::Gate,
    names::Names,
    pattern::Pattern,
    runs::{self, Job, Jobs, Shell, Variable},
    smoke,
};
use crate::{matrix::Plan, project::config::PullRequest};

const TEMPLATE: &str = include_str!("../../templates/ci/azure.yml");

// When the pipeline is compiled, these decide which of its jobs there are.
const NIGHTLY: &str = "eq(variables['Build.Reason'], 'Schedule')";
const NOT_NIGHTLY: &str = "ne(variables['Build.Reason'], 'Schedule')";
const PULL_REQUEST: &str = "eq(variables['Build.Reason'], 'PullRequest')";
const NEITHER: &str = "not(in(variables['Build.Reason'], 'Schedule', 'PullRequest'))";

/// Everything that `templates/ci/azure.yml` can name.
#[derive(Debug, Serialize)]
struct Context {
    /// relkit's version and the digest of what was read
    header: String,
    /// Where the pipeline is kept
    file: String,
    /// The program that makes a project of a finished wheel; none where no job needs it
    handover: Option<&'static str>,
    environment: String,
    tag: Tag,
    branches: Filter,
    /// Whether pull requests run anything
    pull_requests: bool,
    /// Whether they run a part of the jobs only
    some: bool,
    /// The paths whose changes count for pull requests; empty for all
    paths: Filter,
    /// When the next Python is tried; none for never
    cron: Option<String>,
    timeout_minutes: u16,
    /// The version of uv
    uv: String,
    /// Why the sdist's checkout takes submodules; none when it does not
    submodules: Option<String>,
    /// Why the sdist's checkout takes the history; none when it does not
    history: Option<String>,
    /// The image of jobs that build nothing
    plain: String,
    blocks: Vec<Block>,
    /// The file with the results of trials
    report: &'static str,
    /// The wheels that nobody tries, with the reasons
    untried: Vec<String>,
    gate: Gate,
}

/// The pattern of tags that are released.
#[derive(Debug, Serialize)]
struct Tag {
    /// What the trigger knows
    wildcard: String,
    /// Whether it matches more tags
    loose: bool,
    /// The whole truth
    regex: String,
}

/// Wildcard patterns.
#[derive(Debug, Default, Serialize)]
struct Filter {
    include: Vec<String>,
    exclude: Vec<String>,
}

/// Jobs that run on the same occasions.
#[derive(Debug, Serialize)]
struct Block {
    /// An expression that is decided when the pipeline is compiled
    condition: &'static str,
    jobs: Vec<PipelineJob>,
    /// The identifiers of these jobs, where the gate and publishing come after them
    release: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct PipelineJob {
    id: String,
    name: String,
    label: String,
    needs: Vec<String>,
    /// The artifacts of the wheels that it tests
    from: Vec<String>,
    steps: Vec<Step>,
    /// Whether it makes wheels of the release
    uploads: bool,
    /// Whether it tries wheels
    tries: bool,
}

#[derive(Debug, Serialize)]
struct Step {
    name: String,
    script: String,
    env: Vec<Variable>,
}

/// The pipeline of a plan.
pub fn pipeline(plan: &Plan) -> Result<String, RenderError> {
    let jobs = Jobs::of(plan);
    let triggers = &plan.triggers;
    let (wildcard, loose) = Pattern::new(&triggers.tags).wildcard();
    let mut blocks = Vec::new();
    if let Some(nightly) = &jobs.nightly {
        blocks.push(block(NIGHTLY, std::slice::from_ref(nightly), false));
    }
    let some = jobs.some.as_ref().filter(|_| triggers.pull_request == PullRequest::Subset);
    if let Some(some) = some {
        blocks.push(block(PULL_REQUEST, some, false));
    }
    let rest = if some.is_some() { NEITHER } else { NOT_NIGHTLY };
    blocks.push(block(rest, &jobs.everything, true));
    let context = Context {
        header: plan.header.clone(),
        file: plan.file.clone(),
        handover: jobs.hand_over().then_some(runs::HANDOVER),
        environment: plan.environment.clone(),
        tag: Tag { wildcard, loose, regex: Pattern::new(&triggers.tags).regex() },
        branches: filter(&triggers.branches),
        pull_requests: triggers.pull_request != PullRequest::Off,
        some: some.is_some(),
        paths: filter(&triggers.paths),
        cron: plan.next.as_ref().map(|next| next.cron.clone()),
        timeout_minutes: plan.timeout_minutes,
        uv: plan.pins.uv.clone(),
        submodules: plan.checkout.submodules.as_ref().map(ToString::to_string),
        history: plan.checkout.history.as_ref().map(ToString::to_string),
        plain: plan.sdist.label.clone(),
        blocks,
        report: smoke::REPORT,
        untried: jobs.untried,
        gate: Gate::of(plan),
    };
    render("templates/ci/azure.yml", TEMPLATE, &context)
}

fn filter(patterns: &[String]) -> Filter {
    let mut filter = Filter::default();
    for pattern in patterns.iter().map(|text| Pattern::new(text)) {
        let side = if pattern.takes { &mut filter.exclude } else { &mut filter.include };
        side.push(pattern.wildcard().0);
    }
    filter
}

fn block(condition: &'static str, jobs: &[Job], release: bool) -> Block {
    let names = Names::new(jobs.iter().map(|job| job.name.as_str()), '_');
    let all = || jobs.iter().map(|job| names.of(&job.name)).collect();
    Block {
        condition,
        release: release.then(all),
        jobs: jobs.iter().map(|it| job(it, &names)).collect(),
    }
}

fn job(job: &Job, names: &Names) -> PipelineJob {
    let step = |step: &runs::Step| Step {
        name: step.name.clone(),
        script: step.command(Shell::Posix, &job.runner.machine.python),
        env: step.env.clone(),
    };
    let from: Vec<String> = job.from.iter().map(|name| names.of(name)).collect();
    PipelineJob {
        id: names.of(&job.name),
        name: job.name.clone(),
        label: job.runner.label.clone(),
        needs: ["sdist".to_owned()].into_iter().chain(from.clone()).collect(),
        from,
        steps: job.steps.iter().map(step).collect(),
        uploads: job.uploads,
        tries: job.tries,
    }
}
