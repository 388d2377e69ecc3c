//! `relkit smoke --pytest`: what a suite's start costs, and what would make it cheaper.

use std::{path::PathBuf, time::Duration};

use super::Format;
use crate::{
    commands::{
        Context, Environment, Exit, Failure,
        bar::with_line,
        files::deliver,
        interpreters::{self, program},
    },
    report::smoke::{startup_json, startup_text},
    smoke::{Drivers, Scratch, Suite, advise},
};

/// What is asked of a suite.
#[derive(Debug)]
pub struct StartupRequest {
    /// What pytest is to run, from the project's folder
    pub tests: PathBuf,
    /// The interpreter that has pytest; `None` for the one on `PATH`
    pub python: Option<String>,
    /// The folder in which pytest is run
    pub project: PathBuf,
    /// How many seconds the start may take with the plugins that are needed
    pub at_most: Option<f64>,
    /// How long all runs of the suite together may take
    pub limit: Duration,
    /// How to report
    pub format: Format,
    /// Where the report goes, if not to standard output
    pub output: Option<PathBuf>,
}

/// Runs the suite with all plugins, with none and with those that it needs.
pub fn run(request: &StartupRequest, context: &mut Context) -> Result<Exit, Failure> {
    if matches!(request.format, Format::Github | Format::Junit) {
        let failure = Failure::new("--pytest has no such format");
        return Err(failure.hint("take --format text or --format json"));
    }
    let cannot = |error| Failure::new(format!("cannot make a temporary folder: {error}"));
    let scratch = Scratch::new().map_err(cannot)?;
    let drivers = Drivers::write(&scratch.path().join("drivers")).map_err(cannot)?;
    let environment = Environment::of_process();
    let python = match &request.python {
        Some(asked) => {
            let asked = std::slice::from_ref(asked);
            let found = interpreters::find(asked, &environment, &drivers, &scratch)?.found;
            found.into_iter().next().map(|found| found.path)
        }
        None => program("python", &environment).or_else(|| program("python3", &environment)),
    };
    let python = python.ok_or_else(|| {
        Failure::new("there is no `python` on PATH").hint("name the one with pytest: --python PATH")
    })?;
    let folder = environment.folder.join(&request.project);
    let arguments = vec![request.tests.display().to_string()];
    let suite = Suite { python, folder, arguments, limit: request.limit };
    let aside = context.terminal.aside();
    let answer = with_line(&context.terminal, "running the suite with and without plugins", || {
        advise(&suite, &drivers, &scratch, |line| aside.note(line))
    });
    let python = suite.python.display();
    let advice = answer.map_err(|(ended, said)| {
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        Failure::new(format!("{python}: the search {ended}: {last}"))
    })?;
    if let Some(error) = &advice.error {
        let hint = "name the interpreter that has pytest and the suite's plugins: --python PATH";
        return Err(Failure::new(format!("{python}: {error}")).hint(hint));
    }
    let text = match request.format {
        Format::Json => startup_json(&advice)?,
        _ => startup_text(&advice),
    };
    deliver(request.output.as_deref(), &text, context)?;
    let chosen = advice.seconds.get("chosen").copied().flatten();
    Ok(match (request.at_most, chosen) {
        (Some(most), Some(seconds)) if seconds <= most => Exit::Fine,
        (Some(_), _) => Exit::Findings,
        (None, _) => Exit::Fine,
    })
}
