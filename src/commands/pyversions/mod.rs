//! `relkit pyversions`: counts from a source -> shares, trends and forecasts -> verdict.

mod asking;
mod backtest;
mod days;
mod drawn;
mod judged;
mod request;
mod wheels;

pub use request::{Asking, BigQueryLimits, Chosen, Days, Format, Request};

use self::{asking::Sources, judged::Judge, wheels::Known};
use super::{Context, Exit, Failure, bar::with_line, files, release_list};
use crate::{
    advice::{Gate, Outcome, Settled, newest},
    downloads::{
        Answer, Dimension, Shares, SourceError, Wanted, Window, compare::Comparison, source::Source,
    },
    installer::ReleaseFile,
    model::ProjectName,
    net::{Client, Settings},
    project::Project,
    report::{
        downloads::{self, DownloadsReport, ProjectReport},
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
    let sources = Sources {
        asking: &request.asking,
        client: &client,
        #[cfg(feature = "bigquery")]
        settings,
        rules: &rules,
        pythons: &pythons,
        #[cfg(feature = "bigquery")]
        wants_history: request.history.is_some_and(|months| months > 0),
    };
    let wanted = |project: &ProjectName| Wanted {
        project: project.clone(),
        window,
        history,
        dimensions: dimensions(&request.by),
        installers: request.asking.installers.clone(),
    };
    let all: Vec<Wanted> = projects.iter().map(wanted).collect();
    if request.asking.bigquery.dry_run {
        return estimate(&sources, &all, request, context);
    }
    if request.asking.compare {
        return compare(&sources, &all, request, context);
    }
    let source = sources.chosen()?;
    let judge = Judge::new(request, project.ok(), &pythons, context)?;
    let policies: Manylinux = context.tables.load()?;
    let mut report = DownloadsReport { as_of: today, pythons: &pythons, projects: Vec::new() };
    let mut outcomes = Vec::new();
    for wanted in &all {
        let (wanted, answer) =
            days::asked(wanted, request, |wanted| ask(source.as_ref(), wanted, context))?;
        tells(&answer, request)?;
        let files = files_of_newest(&answer, request, context);
        let known =
            Known { files: &files, pythons: &judge.supported(&answer), policies: &policies };
        let (project, gates) = one(answer, &wanted, request, &judge, &known);
        outcomes.extend(gates);
        report.projects.push(project);
    }
    drawn::deliver(&report, request, context)?;
    Ok(exit(&outcomes, context))
}

/// What is asked for: Pythons and releases for the verdict, then what was named.
fn dimensions(by: &[Dimension]) -> std::collections::BTreeSet<Dimension> {
    let mut all: std::collections::BTreeSet<_> = by.iter().copied().collect();
    all.extend([Dimension::Python, Dimension::Version]);
    all
}

/// Asks a source, which may take its time: what is waited for is shown.
fn ask(source: &dyn Source, wanted: &Wanted, context: &mut Context) -> Result<Answer, SourceError> {
    let line = format!("asking {} for {}", source.name(), wanted.project);
    context.terminal.note(&line);
    let said = std::cell::RefCell::new(Vec::new());
    let answer = with_line(&context.terminal, &visible(&line), || {
        source.answer(wanted, &|line| said.borrow_mut().push(line.to_owned()))
    });
    for line in said.into_inner() {
        context.terminal.note(visible(&line));
    }
    answer
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
        Some(covered) if answer.has_days(&[Dimension::Python]) => Window::new(
            wanted.window.first.max(covered.first),
            wanted.window.last.min(covered.last),
        ),
        covered => covered,
    };
    let within = window.unwrap_or(wanted.window);
    let shares = |dimension: Dimension| {
        let counts = answer.by_within(&[dimension], within)?;
        Some((dimension, Shares::of(&counts, request.sorting)))
    };
    let asked = request.by.iter().copied().filter(|dimension| *dimension != Dimension::Python);
    let (mut splits, mut notes) = (Vec::new(), Vec::new());
    for dimension in std::iter::once(Dimension::Python).chain(asked) {
        match shares(dimension) {
            Some(split) => splits.push(split),
            None => notes.push(format!(
                "{} does not tell downloads apart by {dimension}",
                answer.origin.source
            )),
        }
    }
    let pythons = splits.first().map(|(_, shares)| shares.clone()).unwrap_or_default();
    let judged = judge.judge(&answer, within, &pythons, known.files);
    let check =
        |gate: &Gate| gate.check(&pythons, answer.origin.completeness, judge.pythons(), today);
    let outcomes: Vec<Outcome> = request.gates.iter().map(check).collect();
    let mut report = ProjectReport::new(answer, window, splits);
    report.series = judged.series;
    report.forecasts = judged.forecasts;
    report.verdict = Some(judged.verdict);
    report.advice = wheels::advice(&report.answer, within, known, today);
    report.gates = outcomes.iter().map(drawn::gate).collect();
    report.notes = notes;
    report.notes.extend(judged.notes);
    (report, outcomes)
}

/// The files of the newest release, where a split was asked for that can be joined with them. An
/// index that does not answer costs the advice, and not the shares.
fn files_of_newest(answer: &Answer, request: &Request, context: &mut Context) -> Vec<ReleaseFile> {
    let joined = [Dimension::File, Dimension::Kind];
    if !request.by.iter().any(|dimension| joined.contains(dimension)) {
        return Vec::new();
    }
    let cube = answer.cubes.iter().find(|it| it.has(&[Dimension::Version, Dimension::Python]));
    let Some(version) = cube.and_then(newest).map(|newest| newest.version) else {
        return Vec::new();
    };
    let release = format!("{}=={version}", answer.project);
    match release_list::load(&release, &request.asking.index, context) {
        Ok(release) => release.files,
        Err(failure) => {
            context.terminal.warn(format_args!(
                "nothing is said of the wheels of {release}: {}",
                failure.message
            ));
            Vec::new()
        }
    }
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

/// All sources side by side.
fn compare(
    sources: &Sources<'_>,
    all: &[Wanted],
    request: &Request,
    context: &mut Context,
) -> Result<Exit, Failure> {
    let asked = sources.all()?;
    let mut comparisons = Vec::new();
    for wanted in all {
        // What no keyless source crosses would only be left out of the comparison.
        let wanted = Wanted { dimensions: [Dimension::Python].into(), ..wanted.clone() };
        let answers = asked.iter().map(|source| {
            let line = format!("asking {} for {}", source.name(), wanted.project);
            let answer = with_line(&context.terminal, &line, || source.answer(&wanted, &|_| {}));
            (source.name(), answer)
        });
        let answers = answers.collect();
        let project = wanted.project.clone();
        comparisons.push(Comparison::of(project, wanted.window, answers, request.sorting));
    }
    let text = match request.format {
        Format::Table => downloads::compare_text(&comparisons),
        Format::Json => downloads::compare_json(&comparisons)?,
        _ => {
            return Err(Failure::new("--compare-sources is text or JSON")
                .hint("leave out --format, or take --format json"));
        }
    };
    files::deliver(request.output.as_deref(), &text, context)?;
    let none = comparisons.iter().any(|comparison| comparison.columns.is_empty());
    Ok(if none { Exit::Failed } else { Exit::Fine })
}

/// What BigQuery would read and cost.
#[cfg(feature = "bigquery")]
fn estimate(
    sources: &Sources<'_>,
    all: &[Wanted],
    request: &Request,
    context: &mut Context,
) -> Result<Exit, Failure> {
    let (source, _) = sources.bare_bigquery()?;
    let mut text = String::new();
    for wanted in all {
        let history = wanted.history.filter(|_| sources.wants_history);
        let wanted = Wanted { history, ..wanted.clone() };
        let estimate = source.estimate(&wanted)?;
        text += &format!("{}: {estimate}\n", wanted.project);
    }
    files::deliver(request.output.as_deref(), &text, context)?;
    Ok(Exit::Fine)
}

#[cfg(not(feature = "bigquery"))]
fn estimate(_: &Sources<'_>, _: &[Wanted], _: &Request, _: &mut Context) -> Result<Exit, Failure> {
    Err(Failure::new("this relkit was built without BigQuery")
        .hint("build it with --features bigquery"))
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let hint = error.hint();
        Self { hint, ..Self::of(&error) }
    }
}
