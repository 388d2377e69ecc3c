//! `relkit check`: reads distributions, runs the rules, reports.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::{Context, Exit, Failure, bar::with_bar};
use crate::{
    dist::{self, Dist, Progress},
    model::{SdistName, SupportPolicy},
    project::{Layer, config::CheckConfig},
    report::check::{self as report, CheckReport, CheckedFile},
    rules::{self, Beside, Level, RuleTables, Selection, UnknownCode},
};

/// What `relkit check` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// Files, folders and patterns
    pub paths: Vec<PathBuf>,
    /// The folder whose configuration counts
    pub project: PathBuf,
    /// How to report
    pub format: Format,
    /// Codes, or their beginnings, of the rules to run; replaces the configuration
    pub select: Option<Vec<String>>,
    /// Codes, or their beginnings, of rules not to run; adds to the configuration
    pub ignore: Vec<String>,
    /// Which Pythons the project means to support; replaces the configuration
    pub support: Option<SupportPolicy>,
    /// Whether warnings count as errors do
    pub strict: bool,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
    /// Annotations of GitHub workflows
    Github,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let config = CheckConfig::resolve(&Layer::open(&request.project)?);
    let selection = selection(request, &config)?;
    let support = request.support.as_ref().unwrap_or(&config.support);
    let judging = rules::Context {
        as_of: context.as_of(),
        support,
        tables: &RuleTables::load(&context.tables)?,
        beside: &Beside::default(),
    };
    let (paths, unmatched) = expand(&request.paths);
    let mut failures = Vec::new();
    let (mut files, dists) = read(&paths, &mut failures, context);
    for (argument, failure) in unmatched {
        let path = argument.display().to_string();
        files.push(CheckedFile { path, error: Some(failure.message.clone()) });
        failures.push(failure);
    }
    // Programs are told in the form that they read; for people the failures say it all.
    if paths.is_empty() && request.format == Format::Text {
        for failure in &failures {
            context.terminal.fail(failure);
        }
        return Ok(Exit::Failed);
    }
    let findings = rules::run(&dists, &selection, &judging);
    let report = CheckReport { files, findings };
    context.terminal.print(match request.format {
        Format::Text => report::text(&report),
        Format::Json => report::json(&report)?,
        Format::Github => report::github(&report),
    })?;
    context.terminal.flush()?;
    if request.format == Format::Github {
        context.terminal.say(report.summary());
    }
    for failure in &failures {
        context.terminal.fail(failure);
    }

    let strict = request.strict || config.strict;
    let bad = report.count(Level::Error) > 0 || (strict && report.count(Level::Warning) > 0);
    Ok(match (failures.is_empty(), bad) {
        (false, _) => Exit::Failed,
        (true, true) => Exit::Findings,
        (true, false) => Exit::Fine,
    })
}

fn selection(request: &Request, config: &CheckConfig) -> Result<Selection, Failure> {
    let configured = config.select.iter().map(ToString::to_string).collect();
    let select = request.select.clone().unwrap_or(configured);
    let mut ignore: Vec<String> = config.ignore.iter().map(ToString::to_string).collect();
    ignore.extend(request.ignore.iter().cloned());
    Selection::new(&select, &ignore).map_err(|error| unknown_code(&error))
}

/// Reads the files; one that cannot be read does not keep the others from being checked.
fn read(
    paths: &[PathBuf],
    failures: &mut Vec<Failure>,
    context: &mut Context,
) -> (Vec<CheckedFile>, Vec<Dist>) {
    context.terminal.note(format_args!("reading {} files", paths.len()));
    let progress = Progress::default();
    let state = || (progress.done(), progress.total());
    let answers = with_bar(&context.terminal, state, || dist::read(paths, &progress));
    let (mut files, mut dists) = (Vec::new(), Vec::new());
    for (path, answer) in paths.iter().zip(answers) {
        let error = match answer {
            Ok(dist) => {
                dists.push(dist);
                None
            }
            Err(error) => {
                let cause = error.cause.to_string();
                let hint = error.hint().map(Into::into);
                failures.push(Failure { hint, ..Failure::of(&error) });
                Some(cause)
            }
        };
        files.push(CheckedFile { path: path.display().to_string(), error });
    }
    context.terminal.note(format_args!("verified {} bytes", progress.done()));
    (files, dists)
}

/// The failure for a code that no rule has.
fn unknown_code(error: &UnknownCode) -> Failure {
    let hint = match error.nearest {
        Some(code) => format!("did you mean `{code}`? `relkit explain` lists all codes"),
        None => "`relkit explain` lists all codes".to_owned(),
    };
    Failure::new(error.to_string()).hint(hint)
}

/// The files that the arguments stand for, each once, and the arguments that stand for none.
///
/// A file that is reached by two spellings is one file; under another name it is another, since
/// rules judge the name.
fn expand(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<(&Path, Failure)>) {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut failures = Vec::new();
    let mut seen = HashSet::new();
    for path in paths {
        match expand_one(path) {
            Ok(more) => {
                for path in more {
                    let real = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
                    if seen.insert((real, path.file_name().map(ToOwned::to_owned))) {
                        found.push(path);
                    }
                }
            }
            Err(failure) => failures.push((path.as_path(), failure)),
        }
    }
    (found, failures)
}

fn expand_one(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if path.is_dir() {
        return in_folder(path);
    }
    // A file may have `[` in its name; what is there is never a pattern.
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']) && !path.exists());
    let Some(pattern) = pattern else {
        return Ok(vec![path.to_owned()]);
    };
    let matches = glob::glob(pattern)
        .map_err(|error| Failure::new(format!("`{pattern}` is no pattern: {}", error.msg)))?;
    let mut files: Vec<PathBuf> =
        matches.filter_map(Result::ok).filter(|path| !path.is_dir()).collect();
    if files.is_empty() {
        let failure = Failure::new(format!("no file matches `{pattern}`"));
        return Err(failure.hint("build the distributions first, or name their folder"));
    }
    files.sort();
    Ok(files)
}

/// The distributions of a folder, by name; its own folders are not entered.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(format!("cannot read the folder `{}`: {error}", folder.display()))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Many things are a `.zip`: only those with the name of a source distribution count.
        let is_zip_sdist = || name.ends_with(".zip") && name.parse::<SdistName>().is_ok();
        if name.ends_with(".whl") || name.ends_with(".tar.gz") || is_zip_sdist() {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        let message =
            format!("no wheel or source distribution in the folder `{}`", folder.display());
        return Err(Failure::new(message).hint("build the distributions first"));
    }
    files.sort();
    Ok(files)
}
