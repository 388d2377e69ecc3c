//! `relkit pyversions`: counts from a source -> shares, trends and forecasts -> verdict.

mod asking;
mod backtest;
mod comparing;
mod counted;
mod days;
mod drawn;
mod estimate;
mod judged;
mod request;
mod wheels;

use std::collections::BTreeSet;

pub(super) use counted::counted;
pub use request::{Asking, BigQueryLimits, Chosen, Days, Format, Request};

use self::{asking::Sources, judged::Judge, wheels::Known};
use super::{Context, Exit, Failure, bar::with_line, files};
use crate::{
    advice::{Gate, Outcome, Settled},
    downloads::{
        Answer, Counted, Dimension, Shares, SourceError, Wanted,
        source::{Source, clickhouse},
    },
    model::ProjectName,
    net::{Client, Settings},
    project::Project,
    report::{
        downloads::{DownloadsReport, ProjectReport},
        visible,
    },
    tables::{DownloadRules, Manylinux, Pythons},
};

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    if let Some(path) = &request.backtest {
        return backtest::run(path, request, context);
    }
    if request.format == Format::Png && request.output.is_none() {
        return Err(drawn::no_text());
    }
    if let Some(path) = &request.output {
        files::there_is_room(path)?;
    }
    request.asking.check()?;
    let today = context.as_of();
    let window = request.days.window(today)?;
    let history = days::history(request.history, window);
    let project = Project::open(&request.project);
    let projects = match (request.projects.is_empty(), &project) {
        (false, _) => request.projects.clone(),
        (true, Ok(project)) => vec![project.name.value.clone()],
        (true, Err(error)) => {
            let failure = Failure::of(error);
            return Err(failure.hint("name a project: relkit pyversions NAME"));
        }
    };
    let rules: DownloadRules = context.tables.load()?;
    let pythons: Pythons = context.tables.load()?;
    let settings = Settings::default();
    let client = Client::new(settings.clone());
    let sources = sources(request, &client, settings, &rules, &pythons, context);
    let wanted = |project: &ProjectName| Wanted {
        project: project.clone(),
        window,
        history,
        dimensions: dimensions(request),
        installers: request.asking.installers.clone(),
    };
    let mut seen = BTreeSet::new();
    let once = projects.iter().filter(|project| seen.insert(project.normalized()));
    let all: Vec<Wanted> = once.map(wanted).collect();
    if request.asking.bigquery.dry_run {
        return estimate::run(&sources, &all, request, context);
    }
    if request.asking.compare {
        return comparing::run(&sources, &all, request, context);
    }
    let source = sources.chosen()?;
    let judge = Judge::new(request, project.ok(), &pythons, context)?;
    let policies: Manylinux = context.tables.load()?;
    let mut report = DownloadsReport { as_of: today, pythons: &pythons, projects: Vec::new() };
    let (mut outcomes, mut failed) = (Vec::new(), Vec::new());
    for wanted in &all {
        let asked = days::asked(wanted, request, |wanted| ask(source.as_ref(), wanted, context));
        let told = asked.map_err(Failure::from).and_then(|(wanted, answer)| {
            tells(&answer, request)?;
            Ok((wanted, answer))
        });
        let (wanted, answer) = match told {
            Ok(told) => told,
            Err(failure) => {
                failed.push((&wanted.project, failure));
                continue;
            }
        };
        let newest = wheels::files_of_newest(&answer, judge.has_plan_of(&answer), request, context);
        let known =
            Known { newest: &newest, pythons: &judge.supported(&answer), policies: &policies };
        warn_of_mirrors(&answer, request, context);
        let (project, gates) = one(answer, &wanted, request, &judge, &known);
        outcomes.extend(gates);
        report.projects.push(project);
    }
    if report.projects.is_empty() && failed.len() == 1 {
        return Err(failed.remove(0).1);
    }
    // What is there was waited for, and perhaps paid for.
    if !report.projects.is_empty() {
        drawn::deliver(&report, request, context)?;
    }
    let ended = exit(&outcomes, context);
    for (project, failure) in &failed {
        let message = format!("{project}: {}", failure.message);
        context.terminal.fail(&Failure { message, hint: failure.hint.clone() });
    }
    Ok(if failed.is_empty() { ended } else { Exit::Failed })
}

/// All that sources need.
#[cfg_attr(
    not(feature = "bigquery"),
    expect(unused_variables, reason = "BigQuery alone needs them")
)]
fn sources<'a>(
    request: &'a Request,
    client: &'a Client,
    settings: Settings,
    rules: &'a DownloadRules,
    pythons: &'a Pythons,
    context: &Context,
) -> Sources<'a> {
    Sources {
        asking: &request.asking,
        client,
        #[cfg(feature = "bigquery")]
        settings,
        #[cfg(feature = "bigquery")]
        aside: context.terminal.aside(),
        rules,
        pythons,
        #[cfg(feature = "bigquery")]
        wants_history: request.history.is_some_and(|months| months > 0),
    }
}

/// What is asked for: Pythons and releases for the verdict, then what was named, and what it takes
/// beside that.
fn dimensions(request: &Request) -> BTreeSet<Dimension> {
    let mut all = wheels::partners(request);
    all.extend(&request.by);
    all.extend([Dimension::Python, Dimension::Version]);
    all
}

/// Asks a source, which may take its time: what is waited for is shown.
fn ask(source: &dyn Source, wanted: &Wanted, context: &mut Context) -> Result<Answer, SourceError> {
    let line = format!("asking {} for {}", source.name(), wanted.project);
    context.terminal.note(&line);
    let aside = context.terminal.aside();
    with_line(&context.terminal, &visible(&line), || {
        source.answer(wanted, &|line| aside.note(line))
    })
}

/// Refuses an answer that tells nothing of what was asked for: there is nothing to report.
fn tells(answer: &Answer, request: &Request) -> Result<(), Failure> {
    let told = |dimension: &Dimension| answer.cubes.iter().any(|cube| cube.has(&[*dimension]));
    if told(&Dimension::Python) || request.by.iter().any(told) {
        return Ok(());
    }
    let place = &answer.origin.place;
    Err(Failure::new(format!("{place} does not tell downloads apart by Python")).hint(
        "a file needs a column such as `details.python` or `python_version`; or --by what it tells",
    ))
}

/// Warns where conditions are decided on what mirrors download, which nobody asked for.
fn warn_of_mirrors(answer: &Answer, request: &Request, context: &mut Context) {
    let with_mirrors =
        matches!(&answer.origin.counted, Counted::Fixed(who) if who == clickhouse::ALL);
    if with_mirrors && !request.gates.is_empty() {
        context.terminal.warn(format_args!(
            "--fail-if is decided on counts of {} that hold mirrors and browsers",
            answer.project
        ));
    }
}

/// All that is reported of one project.
fn one(
    answer: Answer,
    wanted: &Wanted,
    request: &Request,
    judge: &Judge<'_>,
    known: &Known<'_>,
) -> (ProjectReport, Vec<Outcome>) {
    let today = judge.today();
    let covered = answer.origin.window;
    let window = match covered {
        Some(covered) if answer.has_days(&[Dimension::Python]) => wanted.window.and(covered),
        covered => covered,
    };
    let within = window.unwrap_or(wanted.window);
    let shares = |dimension: Dimension| {
        let counts = answer.by_within(&[dimension], within)?;
        Some((dimension, Shares::of(&counts, request.sorting)))
    };
    let asked = request.by.iter().copied().filter(|dimension| *dimension != Dimension::Python);
    // What a source does not tell apart stands in its own notes.
    let splits: Vec<(Dimension, Shares)> =
        std::iter::once(Dimension::Python).chain(asked).filter_map(shares).collect();
    let pythons = splits.first().map(|(_, shares)| shares.clone()).unwrap_or_default();
    let judged = judge.judge(&answer, within, &pythons, known.newest);
    let (completeness, unread) = (answer.origin.completeness, answer.origin.unread);
    let check = |gate: &Gate| gate.check(&pythons, completeness, unread, judge.pythons(), today);
    let outcomes: Vec<Outcome> = request.gates.iter().map(check).collect();
    let mut report = ProjectReport::new(answer, window, splits);
    report.series = judged.series;
    report.forecasts = judged.forecasts;
    report.verdict = Some(judged.verdict);
    report.advice = wheels::advice(&report.answer, &request.by, within, known, today);
    report.gates = outcomes.iter().map(drawn::gate).collect();
    report.notes = judged.notes;
    (report, outcomes)
}

/// 1 where a condition holds; one that cannot be told never counts as passed.
fn exit(outcomes: &[Outcome], context: &mut Context) -> Exit {
    let any = |settled| outcomes.iter().any(|outcome| outcome.settled == settled);
    for outcome in outcomes.iter().filter(|outcome| outcome.settled != Settled::HoldsNot) {
        context.terminal.say(&outcome.sentence);
    }
    if any(Settled::Holds) {
        Exit::Findings
    } else if any(Settled::Unsettled) {
        Exit::Failed
    } else {
        Exit::Fine
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let hint = error.hint();
        Self { hint, ..Self::of(&error) }
    }
}
