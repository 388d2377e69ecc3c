//! A plan as a GitHub Actions workflow.

use serde::Serialize;

use super::{RenderError, engine::render, gate::Gate, smoke};
use crate::{
    matrix::{
        BuildJob, BuildTool, CibwOption, Environment, Handover, NativeWheels, Pins, Plan, PureJob,
        TestJob, Wheels,
    },
    project::config::PullRequest,
    tables::Action,
};

const TEMPLATE: &str = include_str!("../../templates/ci/github.yml");

const HANDOVER: &str = include_str!("../../templates/ci/handover.py");

/// Everything that `templates/ci/github.yml` can name.
#[derive(Debug, Serialize)]
struct Context {
    /// relkit's version and the digest of the inputs
    header: String,
    /// Where the workflow is kept
    file: String,
    branches: Vec<String>,
    /// A list, as `on.push.tags` takes it
    tags: Vec<String>,
    /// Whether pull requests run anything
    pull_request: bool,
    /// Whether labels of pull requests count
    labels: bool,
    /// Paths whose changes count; empty for all
    paths: Vec<String>,
    /// The cron line of the next CPython, or nothing
    cron: String,
    /// When the sdist is built, or nothing for always
    sdist_if: String,
    /// The runner of jobs that build nothing
    plain_runner: String,
    timeout_minutes: u16,
    environment: String,
    /// Versions of the tools
    tools: Tools,
    actions: Actions,
    /// Why the sdist's checkout takes submodules; none when it does not
    submodules: Option<String>,
    /// Why the sdist's checkout takes the history; none when it does not
    history: Option<String>,
    /// Python code that imports the modules
    test: String,
    /// The groups of jobs with compiled code: everything, then what a pull request runs
    native: Vec<Group>,
    pure: Option<Pure>,
    /// The trials of finished wheels
    smoke: Option<smoke::Trials>,
    next: Option<Next>,
    stub: Option<Stub>,
    /// What the gate waits for
    gate_needs: Vec<&'static str>,
    /// What compares the files of the release with the plan
    gate: Gate,
    /// The program that prepares tests of finished wheels; nothing where there are none
    handover: &'static str,
}

/// Versions of the tools that jobs run.
#[derive(Debug, Serialize)]
struct Tools {
    uv: String,
    cibuildwheel: String,
    maturin: String,
    tomli_w: String,
}

/// Jobs that run together.
#[derive(Debug, Serialize)]
struct Group {
    /// The identifiers of the jobs that build and that test
    id: &'static str,
    test_id: &'static str,
    /// What stands in their names
    title: &'static str,
    test_title: &'static str,
    /// When they run, or nothing for always
    only_if: String,
    builds: Vec<Job>,
    tests: Vec<Job>,
    /// `builds` and `tests`, where any job of theirs emulates
    qemu: Vec<&'static str>,
    /// Whether maturin builds
    maturin: bool,
    /// The variables of cibuildwheel when it builds, with the keys under which the matrix holds them
    variables: Vec<Variable>,
    /// The same for tests of finished wheels; nothing where no job that builds has any
    handover: Vec<Variable>,
    /// The same for jobs that test alone
    test_variables: Vec<Variable>,
    /// Whether any job that builds hands over
    hands_over: bool,
}

#[derive(Debug, Serialize)]
struct Job {
    name: String,
    runner: String,
    /// The architecture to emulate, or nothing
    qemu: String,
    /// The job whose wheels are tested, or nothing
    from: String,
    /// The identifiers for which finished wheels are tested, or nothing
    handover: String,
    env: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Variable {
    name: String,
    /// The key of the matrix that holds the value, or nothing where all jobs share one
    key: String,
    /// The value that all jobs share
    value: String,
}

#[derive(Debug, Serialize)]
struct Entry {
    key: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct Pure {
    pythons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Next {
    version: String,
    requests: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Stub {
    python: String,
    says: String,
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

/// The workflow of a plan.
pub fn workflow(plan: &Plan) -> Result<String, RenderError> {
    let triggers = &plan.triggers;
    let native = native(plan);
    let hands_over = native.iter().any(|group| group.hands_over || !group.tests.is_empty());
    let has_tests = native.first().is_some_and(|group| !group.tests.is_empty());
    let mut gate_needs = vec!["sdist", "wheels"];
    gate_needs.extend(has_tests.then_some("tests"));
    let only_if = native.first().map(|group| group.only_if.clone());
    let smoke = smoke::Trials::of(plan, only_if.unwrap_or_default());
    gate_needs.extend(smoke.is_some().then_some("smoke"));
    gate_needs.extend(plan.stub.is_some().then_some("stub"));
    let context = Context {
        header: plan.header.clone(),
        file: plan.file.clone(),
        branches: triggers.branches.clone(),
        tags: vec![triggers.tags.clone()],
        pull_request: triggers.pull_request != PullRequest::Off || !native.is_empty(),
        labels: triggers.pull_request != PullRequest::Full && !native.is_empty(),
        paths: triggers.paths.clone(),
        cron: plan.next.as_ref().map_or_else(String::new, |next| next.cron.clone()),
        sdist_if: match triggers.pull_request {
            PullRequest::Off if !native.is_empty() => asks_for_all(&triggers.label),
            _ => String::new(),
        },
        plain_runner: plan.sdist.label.clone(),
        timeout_minutes: plan.timeout_minutes,
        environment: plan.environment.clone(),
        tools: Tools {
            uv: plan.pins.uv.clone(),
            cibuildwheel: plan.cibuildwheel.clone(),
            maturin: plan.pins.maturin.clone(),
            tomli_w: plan.pins.tomli_w.clone(),
        },
        actions: Actions::from(&plan.pins),
        submodules: plan.checkout.submodules.as_ref().map(ToString::to_string),
        history: plan.checkout.history.as_ref().map(ToString::to_string),
        test: plan.least_test.clone(),
        native,
        pure: match &plan.wheels {
            Wheels::Native { .. } => None,
            Wheels::Pure(job) => Some(pure(job)),
        },
        smoke,
        next: plan.next.as_ref().map(|next| Next {
            version: next.version.to_string(),
            requests: next.requests.clone(),
        }),
        stub: plan
            .stub
            .as_ref()
            .map(|stub| Stub { python: stub.python.to_string(), says: stub.says.clone() }),
        gate_needs,
        gate: Gate::of(plan),
        handover: if hands_over { HANDOVER } else { "" },
    };
    render("templates/ci/github.yml", TEMPLATE, &context)
}

/// Not a pull request, or one with the label that asks for everything.
fn asks_for_all(label: &str) -> String {
    format!("(github.event_name != 'pull_request' || {})", has_label(label))
}

/// Whether the pull request has the label. In a string a quote is written twice.
fn has_label(label: &str) -> String {
    let text = label.replace('\'', "''");
    let literal = if label.contains("${{") {
        // Written out, the sign would make the condition a text, and a text is true.
        let text = text.replace('{', "{{").replace('}', "}}").replace('$', "{0}");
        format!("format('{text}', '$')")
    } else {
        format!("'{text}'")
    };
    format!("contains(github.event.pull_request.labels.*.name, {literal})")
}

/// Everything, and what a pull request runs instead.
fn native(plan: &Plan) -> Vec<Group> {
    let Wheels::Native { full, subset } = &plan.wheels else { return Vec::new() };
    let label = &plan.triggers.label;
    let mut conditions = Vec::new();
    if plan.triggers.pull_request != PullRequest::Full {
        conditions.push(asks_for_all(label));
    }
    if plan.next.is_some() {
        conditions.push("github.event_name != 'schedule'".to_owned());
    }
    let everything = Group {
        only_if: conditions.join(" && "),
        ..group(full, ["wheels", "tests", "wheels", "tests"])
    };
    let few = subset.as_ref().map(|subset| Group {
        only_if: format!("github.event_name == 'pull_request' && !{}", has_label(label)),
        ..group(subset, ["subset", "subset-tests", "pull request", "pull request"])
    });
    [everything].into_iter().chain(few).collect()
}

fn group(wheels: &NativeWheels, [id, test_id, title, test_title]: [&'static str; 4]) -> Group {
    let variables = variables_of(&wheels.builds.iter().filter_map(BuildJob::env), None, "");
    let handovers = || wheels.builds.iter().filter_map(|job| job.handover.as_ref());
    // Jobs that hand nothing over say nothing, which is a value of its own.
    let all_hand_over = handovers().count() == wheels.builds.len();
    let empty = Environment::default();
    let rest = (!all_hand_over).then_some(&empty);
    let handover = variables_of(&handovers().map(|it| &it.env), rest, "handover-");
    let test_variables = variables_of(&wheels.tests.iter().map(|job| &job.handover.env), None, "");
    let builds = wheels.builds.iter().map(|job| {
        let mut env = job.env().map(|env| entries(env, &variables, "")).unwrap_or_default();
        env.extend(entries(
            job.handover.as_ref().map_or(&empty, |it| &it.env),
            &handover,
            "handover-",
        ));
        if let BuildTool::Maturin(build) = &job.tool {
            let mut add = |key: &str, value| env.push(Entry { key: key.to_owned(), value });
            add("maturin", build.lines());
            add("rust-targets", build.rust_targets.join(" "));
            add("pythons", build.pythons.join(" "));
            add("deployment-target", build.deployment_target.clone());
        }
        Job {
            name: job.name.clone(),
            runner: job.runner.label.clone(),
            qemu: job.runner.qemu.clone().unwrap_or_default(),
            from: String::new(),
            handover: job.handover.as_ref().map_or_else(String::new, Handover::words),
            env,
        }
    });
    let builds = builds.collect();
    let test = |job: &TestJob| Job {
        name: job.name.clone(),
        runner: job.runner.label.clone(),
        qemu: job.runner.qemu.clone().unwrap_or_default(),
        from: job.from.clone(),
        handover: job.handover.words(),
        env: entries(&job.handover.env, &test_variables, ""),
    };
    Group {
        id,
        test_id,
        title,
        test_title,
        only_if: String::new(),
        builds,
        tests: wheels.tests.iter().map(test).collect(),
        qemu: [
            ("builds", wheels.builds.iter().any(|job| job.runner.qemu.is_some())),
            ("tests", wheels.tests.iter().any(|job| job.runner.qemu.is_some())),
        ]
        .into_iter()
        .filter_map(|(jobs, emulates)| emulates.then_some(jobs))
        .collect(),
        maturin: wheels.builds.iter().any(|job| job.env().is_none()),
        hands_over: handovers().next().is_some(),
        variables,
        handover,
        test_variables,
    }
}

/// A value that all jobs share stands in the step, the others in the matrix under the name of the
/// option. `rest` stands for jobs that have none of these environments.
fn variables_of<'a>(
    all: &(impl Iterator<Item = &'a Environment> + Clone),
    rest: Option<&'a Environment>,
    prefix: &str,
) -> Vec<Variable> {
    let options = Environment::used(all.clone());
    let shared = |option: CibwOption| {
        let mut values = all.clone().chain(rest).map(|env| env.get(option));
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    };
    let variable = |option: &CibwOption| {
        let value = shared(*option);
        let key = value.map_or_else(|| format!("{prefix}{option}"), |_| String::new());
        Variable { name: option.variable(), key, value: value.unwrap_or_default().to_owned() }
    };
    options.iter().map(variable).collect()
}

/// The values of one job for the variables that vary.
fn entries(env: &Environment, variables: &[Variable], prefix: &str) -> Vec<Entry> {
    let varying = variables.iter().filter(|variable| !variable.key.is_empty());
    let value = |variable: &Variable| {
        let option = variable.key.strip_prefix(prefix)?.parse::<CibwOption>().ok()?;
        Some(Entry { key: variable.key.clone(), value: env.get(option).to_owned() })
    };
    varying.filter_map(value).collect()
}

fn pure(job: &PureJob) -> Pure {
    Pure { pythons: job.requests() }
}
