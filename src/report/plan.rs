//! A plan as a table and as JSON.

use std::collections::BTreeMap;

use comfy_table::{Table, presets};
use serde::Serialize;

use crate::{
    matrix::{BuildJob, CibwOption, Plan, PlannedBuild, Role, Wheels},
    model::BuildIdentifier,
};

/// The plan as tables for people: jobs, expected files, what is left out.
pub fn table(plan: &Plan) -> String {
    let mut jobs = new_table(["job", "runner", "builds", "tests again", "not tested"]);
    let none = String::new;
    jobs.add_row(["sdist".into(), plan.sdist.label.clone(), "sdist".into(), none(), none()]);
    match &plan.wheels {
        Wheels::Native(native) => {
            for job in native {
                jobs.add_row([
                    job.name.clone(),
                    runner(job),
                    built(job).join(" "),
                    tested_again(job).join(" "),
                    once_each(job.gaps.iter().map(|gap| gap.target.interpreter.to_string())),
                ]);
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

fn runner(job: &BuildJob) -> String {
    match &job.runner.qemu {
        Some(arch) => format!("{} with QEMU {arch}", job.runner.label),
        None => job.runner.label.clone(),
    }
}

fn built(job: &BuildJob) -> Vec<String> {
    let builds = job.builds.iter().filter(|build| build.role == Role::Build);
    builds.map(|build| build.id.interpreter_part()).collect()
}

/// The interpreters on which a wheel of another one is tested.
fn tested_again(job: &BuildJob) -> Vec<String> {
    let tested = |build: &&PlannedBuild| build.role == Role::Reuse && build.test.is_some();
    let reused = job.builds.iter().filter(tested).map(|build| build.id.interpreter_part());
    reused.chain(job.also.iter().map(|test| test.id.interpreter_part())).collect()
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
        pure: match &plan.wheels {
            Wheels::Native(_) => None,
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
    /// Tests of the finished wheel that cibuildwheel does not run
    also: Vec<Also<'a>>,
    /// Targets that install a file of the job which no job tests on them
    untested: Vec<Untested<'a>>,
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
struct Also<'a> {
    id: String,
    python: &'a str,
}

#[derive(Debug, Serialize)]
struct Untested<'a> {
    target: String,
    file: &'a str,
    why: String,
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
            env: options.iter().map(|it| (it.variable(), job.env.get(*it))).collect(),
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
            also: job
                .also
                .iter()
                .map(|test| Also { id: test.id.to_string(), python: &test.python })
                .collect(),
            untested: job
                .gaps
                .iter()
                .map(|gap| Untested {
                    target: gap.target.to_string(),
                    file: &gap.file,
                    why: gap.why.to_string(),
                })
                .collect(),
        }
    }
}
