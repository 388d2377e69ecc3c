//! A plan as a table and as JSON.

use std::collections::BTreeMap;

use comfy_table::{Table, presets};
use serde::Serialize;

use crate::{
    matrix::{
        self, BuildJob, CibwOption, Environment, Handover, NativeWheels, Plan, PlannedBuild, Role,
        Runner, TargetRow, TestJob, Wheels,
    },
    model::BuildIdentifier,
};

/// The plan as tables for people: jobs, expected files, what is left out.
pub fn table(plan: &Plan) -> String {
    let mut jobs = new_table(["job", "runner", "builds", "tests again", "not tested"]);
    let none = String::new;
    jobs.add_row(["sdist".into(), plan.sdist.label.clone(), "sdist".into(), none(), none()]);
    match &plan.wheels {
        Wheels::Native { full, .. } => {
            for job in &full.builds {
                jobs.add_row([
                    job.name.clone(),
                    label(&job.runner),
                    built(job).join(" "),
                    tested_again(job).join(" "),
                    once_each(untested(plan, job)),
                ]);
            }
            for job in &full.tests {
                let tests = job.handover.builds.iter().map(|it| it.id.interpreter_part());
                let (name, label) = (job.name.clone(), label(&job.runner));
                jobs.add_row([name, label, none(), once_each(tests), none()]);
            }
        }
        Wheels::Pure(pure) => {
            let pythons: Vec<String> = pure.pythons.iter().map(ToString::to_string).collect();
            let label = plan.sdist.label.clone();
            let pythons = pythons.join(" ");
            jobs.add_row(["wheel".into(), label, pure.tags.clone(), pythons, none()]);
        }
    }
    let mut files = new_table(["expected file", "job"]);
    for file in &plan.expected {
        files.add_row([&file.pattern, &file.job]);
    }
    let mut out = format!("{}\n{}", lines(&jobs), lines(&files));
    if !plan.left_out.is_empty() {
        let mut rows = new_table(["left out", "on", "why"]);
        for (why, ids) in by_reason(plan) {
            let interpreters = ids.iter().map(BuildIdentifier::interpreter_part);
            let platforms = ids.iter().map(|id| id.platform.to_string());
            rows.add_row([once_each(interpreters), once_each(platforms), why]);
        }
        out.push('\n');
        out.push_str(&lines(&rows));
    }
    out
}

fn new_table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    // Words stay whole and lines stay long: a pipe or a pager takes them as they are.
    table.load_style(presets::NOTHING).set_header(header);
    table
}

/// The table's lines without the blanks that fill the last column.
fn lines(table: &Table) -> String {
    table.lines().map(|line| line.trim().to_owned() + "\n").collect()
}

/// The words in their order, each once.
fn once_each(words: impl Iterator<Item = String>) -> String {
    let mut seen: Vec<String> = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen.join(" ")
}

fn label(runner: &Runner) -> String {
    match &runner.qemu {
        Some(arch) => format!("{} with QEMU {arch}", runner.label),
        None => runner.label.clone(),
    }
}

/// The interpreters that install a wheel of the job which nothing tests there.
fn untested<'a>(plan: &'a Plan, job: &'a BuildJob) -> impl Iterator<Item = String> + 'a {
    let files = plan.full().map_or(&[][..], |wheels| &wheels.files);
    plan.targets
        .iter()
        .filter(|row| row.test.is_err() && files[row.file].job == job.name)
        .map(|row| row.target.interpreter.to_string())
}

fn built(job: &BuildJob) -> Vec<String> {
    let builds = job.builds.iter().filter(|build| build.role == Role::Build);
    builds.map(|build| build.id.interpreter_part()).collect()
}

/// The interpreters on which a wheel of another one is tested.
fn tested_again(job: &BuildJob) -> Vec<String> {
    let tested = |build: &&PlannedBuild| build.role == Role::Reuse && build.test.is_some();
    let reused = job.builds.iter().filter(tested).map(|build| build.id.interpreter_part());
    let handed_over = job.handover.iter().flat_map(|it| &it.builds);
    reused.chain(handed_over.map(|test| test.id.interpreter_part())).collect()
}

/// Identifiers under their reason, in the order in which the reasons first stand.
fn by_reason(plan: &Plan) -> Vec<(String, Vec<BuildIdentifier>)> {
    let mut out: Vec<(String, Vec<BuildIdentifier>)> = Vec::new();
    for left in &plan.left_out {
        let why = left.why.to_string();
        match out.iter_mut().find(|(known, _)| *known == why) {
            Some((_, ids)) => ids.push(left.id),
            None => out.push((why, vec![left.id])),
        }
    }
    out
}

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
        targets: targets(plan),
        pure: match &plan.wheels {
            Wheels::Native { .. } => None,
            Wheels::Pure(pure) => Some(Pure {
                runner: &plan.sdist.label,
                pythons: pure.pythons.iter().map(ToString::to_string).collect(),
            }),
        },
        expected: plan
            .expected
            .iter()
            .map(|file| Expected { pattern: &file.pattern, job: &file.job })
            .collect(),
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
    targets: Vec<Target<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pure: Option<Pure<'a>>,
    expected: Vec<Expected<'a>>,
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
#[expect(clippy::struct_field_names, reason = "the names of the output")]
struct Target<'a> {
    target: String,
    id: String,
    file: &'a str,
    job: Option<&'a str>,
    how: Option<&'static str>,
    untested: Option<String>,
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

fn targets(plan: &Plan) -> Vec<Target<'_>> {
    let Some(full) = plan.full() else { return Vec::new() };
    let row = |row: &TargetRow| {
        let verdict = row.test.as_ref().ok();
        (row.target.to_string(), row.id.to_string(), verdict.map(|it| it.how.as_str()))
    };
    plan.targets
        .iter()
        .map(|it| {
            let (target, id, how) = row(it);
            let file = &full.files[it.file].name;
            let job = it.test.as_ref().ok().map(|verdict| verdict.job.as_str());
            let untested = it.test.as_ref().err().map(ToString::to_string);
            Target { target, id, file, job, how, untested }
        })
        .collect()
}
