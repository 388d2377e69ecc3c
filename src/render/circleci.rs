//! A plan as a configuration of CircleCI.

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    RenderError,
    engine::render,
    gate::Gate,
    names::Names,
    pattern::all_in_one,
    runs::{self, Job, Jobs, Shell, Variable},
    smoke,
};
use crate::{
    matrix::{Plan, Runner},
    project::config::PullRequest,
};

const TEMPLATE: &str = include_str!("../../templates/ci/circleci.yml");

// The workflows.
const EVERYTHING: &str = "everything";
const PART: &str = "part";
const NIGHTLY: &str = "nightly";

/// Everything that `templates/ci/circleci.yml` can name.
#[derive(Debug, Serialize)]
struct Context {
    /// relkit's version and the digest of what was read
    header: String,
    /// Where the configuration is kept
    file: String,
    /// The program that makes a project of a finished wheel; none where no job needs it
    handover: Option<&'static str>,
    /// The version of tomli-w that the program uses
    tomli_w: String,
    /// The context of the publishing job
    environment: String,
    /// The pattern of tags that are released, as a regular expression
    tag: String,
    /// Whether a workflow runs a part of the jobs only
    some: bool,
    /// When the next Python is tried; none for never
    cron: Option<String>,
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
    /// The file with the results of trials
    report: &'static str,
    /// The wheels that nobody tries, with the reasons
    untried: Vec<String>,
    gate: Gate,
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
    /// Whether it tries wheels
    tries: bool,
}

#[derive(Debug, Serialize)]
struct Step {
    name: String,
    script: String,
    /// Whether the command `handover` takes its place
    hands_over: bool,
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
    let work = Jobs::of(plan);
    let runners = || [&plan.sdist].into_iter().chain(work.all().map(|job| &job.runner));
    let keys = Names::new(runners().map(|runner| runner.label.as_str()), '-');
    let mut executors: Vec<Executor> = Vec::new();
    for runner in runners() {
        if !executors.iter().any(|known| known.label == runner.label) {
            executors.push(executor(runner, &keys));
        }
    }
    let mut jobs = Vec::new();
    let mut workflows = Vec::new();
    let mut add = |name, when, own: &[Job]| {
        let names: Vec<String> = own.iter().map(|job| listed(&job.name, name)).collect();
        let names = Names::new(names.iter().map(String::as_str), '-');
        let own: Vec<ConfiguredJob> = own.iter().map(|it| job(it, name, &names, &keys)).collect();
        let ids: Vec<String> = own.iter().map(|job| job.id.clone()).collect();
        workflows.push(Workflow {
            name,
            when,
            jobs: own.iter().map(|job| (job.id.clone(), job.needs.clone())).collect(),
            release: (name == EVERYTHING).then_some(ids),
        });
        jobs.extend(own);
    };
    let when = When::of(plan);
    add(EVERYTHING, when.everything(), &work.everything);
    let some = match (plan.triggers.pull_request, &work.some) {
        (PullRequest::Subset, Some(some)) => Some(some),
        _ => None,
    };
    if let Some(some) = some {
        add(PART, when.part(), some);
    }
    if let Some(nightly) = &work.nightly {
        add(NIGHTLY, When::nightly(), std::slice::from_ref(nightly));
    }
    let context = Context {
        header: plan.header.clone(),
        file: plan.file.clone(),
        handover: work.hand_over().then_some(runs::HANDOVER),
        tomli_w: plan.pins.tomli_w.clone(),
        environment: plan.environment.clone(),
        tag: when.tags.clone(),
        some: some.is_some(),
        cron: plan.next.as_ref().map(|next| next.cron.clone()),
        timeout_minutes: plan.timeout_minutes,
        uv: plan.pins.uv.clone(),
        submodules: plan.checkout.submodules.as_ref().map(ToString::to_string),
        history: plan.checkout.history.as_ref().map(ToString::to_string),
        executors,
        plain: keys.of(&plan.sdist.label),
        python: plan.sdist.machine.python.clone(),
        jobs,
        workflows,
        report: smoke::REPORT,
        untried: work.untried,
        gate: Gate::of(plan),
    };
    render("templates/ci/circleci.yml", TEMPLATE, &context)
}

/// When workflows run. A pull request cannot be told from a push here: a branch that is not one of
/// the plan's counts as one.
struct When {
    /// Tags of releases
    tags: String,
    /// Branches of the plan
    branches: String,
    pull_request: PullRequest,
}

impl When {
    fn of(plan: &Plan) -> Self {
        Self {
            tags: all_in_one(std::slice::from_ref(&plan.triggers.tags)),
            branches: all_in_one(&plan.triggers.branches),
            pull_request: plan.triggers.pull_request,
        }
    }

    /// For releases, on the branches of the plan, and when somebody asks.
    fn everything(&self) -> Value {
        let pushed = match self.pull_request {
            PullRequest::Full => no_tag(),
            PullRequest::Off | PullRequest::Subset => json!({"and": [no_tag(), self.branch()]}),
        };
        let tag = json!({"matches": {"pattern": self.tags, "value": TAG}});
        json!({"and": [{"not": scheduled()}, {"or": [ASKED, tag, pushed]}]})
    }

    /// On other branches.
    fn part(&self) -> Value {
        json!({"and": [
            {"not": scheduled()},
            {"not": ASKED},
            no_tag(),
            {"not": self.branch()},
        ]})
    }

    fn nightly() -> Value {
        scheduled()
    }

    fn branch(&self) -> Value {
        json!({"matches": {"pattern": self.branches, "value": "<< pipeline.git.branch >>"}})
    }
}

const TAG: &str = "<< pipeline.git.tag >>";
const ASKED: &str = "<< pipeline.parameters.everything >>";

fn no_tag() -> Value {
    json!({"equal": ["", TAG]})
}

fn scheduled() -> Value {
    json!({"equal": ["scheduled_pipeline", "<< pipeline.trigger_source >>"]})
}

/// The name of a job of a workflow: those of different workflows may have one name.
fn listed(name: &str, workflow: &str) -> String {
    if workflow == PART { format!("{name}-{PART}") } else { name.to_owned() }
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

fn job(job: &Job, workflow: &str, names: &Names, keys: &Names) -> ConfiguredJob {
    let step = |step: &runs::Step| Step {
        name: step.name.clone(),
        script: step.command(Shell::Posix, &job.runner.machine.python),
        hands_over: step.hands_over(),
        env: step.env.clone(),
    };
    let name = |name: &str| names.of(&listed(name, workflow));
    let from = job.from.iter().map(|it| name(it));
    ConfiguredJob {
        id: name(&job.name),
        executor: keys.of(&job.runner.label),
        python: job.runner.machine.python.clone(),
        needs: ["sdist".to_owned()].into_iter().chain(from).collect(),
        steps: job.steps.iter().map(step).collect(),
        uploads: job.uploads,
        tries: job.tries,
    }
}
