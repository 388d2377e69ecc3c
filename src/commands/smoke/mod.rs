//! `relkit smoke`: tries wheels on the interpreters of this machine.

mod configured;
mod lanes;
mod require;
pub mod startup;
mod surroundings;

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    Context, Environment, Exit, Failure,
    bar::{with_bar, with_lanes},
    check::paths::expand,
    files::{deliver, there_is_room},
    interpreters, pool,
};
use crate::{
    dist::{self, Dist, Progress},
    process::{adopt, end_orphans},
    report::smoke::{self as report, SmokeReport},
    smoke::{Drivers, Outcome, Scratch, Settings, Tools, Trial, WhyNot, try_lane},
};
pub(super) use configured::required;
use lanes::Plan;
pub use require::Required;

/// What `relkit smoke` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// Files, folders and patterns
    pub paths: Vec<PathBuf>,
    /// Interpreters to try on, by path, name or version; all that there are where it is empty
    pub pythons: Vec<String>,
    /// Interpreters that must have been tried
    pub require: Vec<Required>,
    /// What is tried, and within which limits
    pub settings: Settings,
    /// Lanes at a time; `None` for one a core
    pub jobs: Option<usize>,
    /// How to report
    pub format: Format,
    /// Where the report goes, if not to standard output
    pub output: Option<PathBuf>,
    /// The folder whose configuration counts
    pub project: PathBuf,
}

/// How trials are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
    /// Annotations of GitHub workflows
    Github,
    /// The XML of `JUnit`
    Junit,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    if let Some(output) = &request.output {
        there_is_room(output)?;
    }
    let (mut settings, required) = configured::resolve(request)?;
    let (dists, failures) = read(request, context);
    lanes::every_call_has_its_wheel(&settings.leaks, &dists)?;
    adopt();
    let cannot = |error| Failure::new(format!("cannot make a temporary folder: {error}"));
    let scratch = Scratch::new().map_err(cannot)?;
    let drivers = Drivers::write(&scratch.path().join("drivers")).map_err(cannot)?;
    let environment = Environment::of_process();
    let found = interpreters::find(&request.pythons, &environment, &drivers, &scratch)?;
    let uv = interpreters::program("uv", &environment);
    // The pip of another interpreter is asked only where one has none of its own.
    let pip = found.found.iter().rev().find(|found| found.said.pip && !found.said.is_old());
    let tools = Tools { uv, pip: pip.map(|found| found.path.clone()) };
    settings.find_links = lanes::folders(&dists, &environment.folder);
    let plan = Plan::of(&found.found, &dists, &settings.leaks, &environment.folder);
    let done = AtomicU64::new(0);
    let count = plan.lanes.len();
    let jobs = request.jobs.unwrap_or_else(cores);
    let state = || (done.load(Ordering::Relaxed), count as u64);
    let trials: Vec<Trial> = with_lanes(&context.terminal, state, || {
        pool::each(count, jobs, |number| {
            let lane = &plan.lanes[number];
            let outcome = match lane.ready() {
                Ok(ready) => try_lane(&ready, &settings, &tools, &scratch),
                Err(why) => Outcome::NotTried(why),
            };
            done.fetch_add(1, Ordering::Relaxed);
            lane.trial(outcome)
        })
    });
    let orphans = end_orphans();
    let mut missing = require::missing(&required, &trials);
    missing.extend(require::uncalled(&settings.leaks, &trials));
    let silent =
        found.silent.iter().map(|(path, error)| (path.display().to_string(), error.to_string()));
    let rest = (found.left_out > 0).then(|| interpreters::not_asked(found.left_out));
    let report = SmokeReport {
        trials,
        untried: lanes::untried(&plan, &dists),
        missing,
        silent: silent.chain(rest.map(|why| ("the rest".to_owned(), why))).collect(),
        orphans,
    };
    let folder = scratch.path().to_owned();
    if let Err(error) = scratch.close() {
        let left = folder.display();
        context.terminal.warn(format!("what was tried has left {left} behind: {error}"));
    }
    deliver(request.output.as_deref(), &formatted(&report, request, context)?, context)?;
    context.terminal.flush()?;
    if request.format != Format::Text || request.output.is_some() {
        context.terminal.say(report.summary());
    }
    for failure in &failures {
        context.terminal.fail(failure);
    }
    if report.tried() == 0 && !report.fails() && failures.is_empty() {
        let failure = Failure::new("no file was tried: none is for an interpreter that was found");
        context.terminal.fail(&failure.hint("name one with --python PATH"));
    }
    Ok(match (failures.is_empty(), report.tried(), report.fails()) {
        (false, ..) => Exit::Failed,
        (_, _, true) => Exit::Findings,
        (_, 0, _) => Exit::Failed,
        _ => Exit::Fine,
    })
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The files that can be read, and what is wrong with the others.
fn read(request: &Request, context: &Context) -> (Vec<Dist>, Vec<Failure>) {
    let (paths, failures) = expand(&request.paths);
    let mut failures: Vec<Failure> = failures.into_iter().map(|(_, failure)| failure).collect();
    let progress = Progress::default();
    let state = || (progress.done(), progress.total());
    let answers = with_bar(&context.terminal, state, || dist::read(&paths, &progress));
    let mut dists = Vec::new();
    for answer in answers {
        match answer {
            Ok(dist) => match nameless(&dist) {
                Some(failure) => failures.push(failure),
                None => dists.push(dist),
            },
            Err(error) => failures.push(Failure::of(&error)),
        }
    }
    (dists, failures)
}

/// That a wheel has a name under which no installer takes it: it would be tried nowhere, and look as if
/// it were for others.
fn nameless(dist: &Dist) -> Option<Failure> {
    let error = dist.wheel()?.name.as_ref().err()?;
    let failure = Failure::new(format!("{}: no installer takes it: {error}", dist.path.display()));
    Some(
        failure
            .hint("give it the name that its build gave it: NAME-VERSION-PYTHON-ABI-PLATFORM.whl"),
    )
}

fn formatted(
    report: &SmokeReport,
    request: &Request,
    context: &Context,
) -> Result<String, Failure> {
    Ok(match request.format {
        Format::Text => report::text(report, context.terminal.is_verbose()),
        Format::Json => report::json(report)?,
        Format::Github => report::github(report),
        Format::Junit => report::junit(report),
    })
}

/// Why a lane cannot be tried, from what is known before.
type Ready<'a> = Result<crate::smoke::Lane<'a>, WhyNot>;
