//! The plan as tables for people.

use super::{label, lines, new_table, once_each};
use crate::{
    matrix::{BuildJob, Plan, PlannedBuild, Role, Wheels, smoke::Smoke},
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
            let pythons = pure.requests();
            let label = plan.sdist.label.clone();
            let pythons = pythons.join(" ");
            jobs.add_row(["wheel".into(), label, pure.tags.clone(), pythons, none()]);
        }
    }
    for job in plan.smoke.iter().flat_map(|trials| &trials.jobs) {
        let tries = job.pythons.iter().map(|python| python.interpreter.to_string());
        jobs.add_row([job.name.clone(), label(&job.runner), none(), once_each(tries), none()]);
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
    let untried = plan.smoke.as_ref().map(Smoke::told).unwrap_or_default();
    if !untried.is_empty() {
        out.push('\n');
    }
    for line in untried {
        out.push_str(&format!("not tried by relkit smoke: {line}\n"));
    }
    out
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
