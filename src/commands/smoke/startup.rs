//! `relkit smoke --pytest`: what a suite's start costs, and what would make it cheaper.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Format, surroundings};
use crate::{
    commands::{Context, Environment, Exit, Failure, bar::with_line, files::deliver, interpreters},
    report::smoke::{StartupReport, startup_github, startup_json, startup_junit, startup_text},
    smoke::{Advice, Drivers, Scratch, Suite, advise},
};

/// What is asked of a suite.
#[derive(Debug)]
pub struct StartupRequest {
    /// What pytest is to run, from the project's folder
    pub tests: PathBuf,
    /// The interpreter that has pytest; without one that of the project's environment
    pub pythons: Vec<String>,
    /// The folder in which pytest is run
    pub project: PathBuf,
    /// How many seconds the start may take with the plugins that are needed
    pub at_most: Option<f64>,
    /// How long one run of the suite may take
    pub one: Duration,
    /// How long all runs of the suite together may take
    pub limit: Duration,
    /// How to report
    pub format: Format,
    /// Where the report goes, if not to standard output
    pub output: Option<PathBuf>,
}

/// The oldest Python for which the drivers of pytest are written.
const OLDEST: [u16; 2] = [3, 6];

/// Runs the suite with all plugins, with none and with those that it needs.
pub fn run(request: &StartupRequest, context: &mut Context) -> Result<Exit, Failure> {
    let environment = Environment::of_process();
    let folder = environment.folder.join(&request.project);
    let tests = tests(&request.tests, &folder)?;
    let cannot = |error| Failure::new(format!("cannot make a temporary folder: {error}"));
    let scratch = Scratch::new().map_err(cannot)?;
    let drivers = Drivers::write(&scratch.path().join("drivers")).map_err(cannot)?;
    let python = python(request, &folder, &environment, &drivers, &scratch)?;
    let suite =
        Suite { python, folder, arguments: vec![tests], one: request.one, limit: request.limit };
    let aside = context.terminal.aside();
    let answer = with_line(&context.terminal, "running the suite with and without plugins", || {
        advise(&suite, &drivers, &scratch, |line| aside.note(line))
    });
    let python = suite.python.display();
    let advice = answer.unwrap_or_else(|(ended, said)| {
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let error = Some(format!("the search {ended}: {last}"));
        Advice { verdict: "failed".to_owned(), error, ..Advice::default() }
    });
    let report = StartupReport { python: python.to_string(), advice, at_most: request.at_most };
    if let Some(error) = &report.advice.error {
        // Who shows results shows this one too.
        if let Some(text) = shown(&report, request.format) {
            deliver(request.output.as_deref(), &text, context)?;
            context.terminal.flush()?;
        }
        if context.terminal.is_verbose() {
            for line in &report.advice.words {
                context.terminal.note(line);
            }
        }
        let failure = Failure::new(format!("{python}: {error}"));
        return Err(failure.hint(hint(&report.advice, &suite)));
    }
    let text = match (shown(&report, request.format), request.format) {
        (Some(text), _) => text,
        (None, Format::Json) => startup_json(&report)?,
        (None, _) => startup_text(&report),
    };
    deliver(request.output.as_deref(), &text, context)?;
    context.terminal.flush()?;
    let finding = report.finding();
    if let Some((_, why)) =
        finding.as_ref().filter(|_| request.format != Format::Text || request.output.is_some())
    {
        context.terminal.say(why);
    }
    Ok(if finding.is_some() { Exit::Findings } else { Exit::Fine })
}

/// The report in the formats of those that show results.
fn shown(report: &StartupReport, format: Format) -> Option<String> {
    match format {
        Format::Github => Some(startup_github(report)),
        Format::Junit => Some(startup_junit(report)),
        Format::Text | Format::Json => None,
    }
}

/// What pytest is given: a file, a folder, or the id of a test, all of which begin with a path.
fn tests(tests: &Path, folder: &Path) -> Result<String, Failure> {
    let text = tests.to_string_lossy().into_owned();
    let path = text.split("::").next().unwrap_or_default();
    if folder.join(path).exists() {
        return Ok(text);
    }
    let failure = Failure::new(format!("{}: there is no `{path}`", folder.display()));
    Err(failure
        .hint("--pytest takes a file, a folder or a test's id, from the folder of --project"))
}

/// The interpreter that was named, or that of the project's environment.
fn python(
    request: &StartupRequest,
    folder: &Path,
    environment: &Environment,
    drivers: &Drivers,
    scratch: &Scratch,
) -> Result<PathBuf, Failure> {
    let asked = match request.pythons.as_slice() {
        [] => surroundings::python(environment, folder).ok_or_else(|| {
            let failure = Failure::new("there is no Python here: no active environment, no .venv");
            failure.hint("name the interpreter that has pytest: --python PATH")
        })?,
        [one] => PathBuf::from(one),
        [_, _, ..] => {
            let failure = Failure::new("--pytest runs the suite with one interpreter");
            return Err(failure.hint("give --python once"));
        }
    };
    let asked = asked.to_string_lossy().into_owned();
    let found = interpreters::find(&[asked], environment, drivers, scratch)?.found;
    let Some(found) = found.into_iter().next() else {
        return Err(Failure::new("there is no such interpreter"));
    };
    let [major, minor, _] = found.said.version;
    if [major, minor] < OLDEST {
        let (path, version) = (found.path.display(), found.said.spelled());
        let failure = Failure::new(format!("{path}: it is Python {version}"));
        return Err(failure.hint("the start of pytest is looked at from Python 3.6 on"));
    }
    Ok(found.path)
}

/// What to do where there is no advice.
fn hint(advice: &Advice, suite: &Suite) -> String {
    let (python, tests) = (suite.python.display(), suite.arguments.join(" "));
    match advice.kind.as_deref() {
        Some("pytest") => {
            "name the interpreter that has pytest and the suite's plugins: --python PATH".to_owned()
        }
        Some("slow") => "give it more with --timeout: a run may take ten times as long".to_owned(),
        Some("unstable") => {
            "first make the tests end the same way twice, or look at others: --pytest takes a file, or a test's id"
                .to_owned()
        }
        Some("runs") => "look at fewer tests: --pytest takes a file, or a test's id".to_owned(),
        _ => format!("first make this run: {python} -m pytest {tests}"),
    }
}
