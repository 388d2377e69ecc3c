//! `relkit check`: reads distributions, runs the rules, mends where asked, reports.

mod beside;
mod fix;
mod index;
mod input;
pub(super) mod paths;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

pub use beside::CompareWith;
pub use fix::Fixing;
pub use index::OnIndex;

use self::{
    fix::{Candidate, Obstacle},
    input::{Asked, Input},
};
use super::{
    Context, Exit, Failure,
    files::{deliver, there_is_room},
};
use crate::{
    dist::Dist,
    model::SupportPolicy,
    project::{Layer, config::CheckConfig},
    report::check::{self as report, CheckReport, Fix},
    rules::{self, Beside, Level, Release, RuleTables, Selection, UnknownCode},
};

/// What `relkit check` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// Files, folders and patterns; also `NAME==VERSION` where there is no such path
    pub paths: Vec<PathBuf>,
    /// How releases on an index are read
    pub index: OnIndex,
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
    /// Where the report goes, if not to standard output
    pub output: Option<PathBuf>,
    /// How to mend files, if they are to be mended
    pub fix: Option<Fixing>,
    /// What the files are compared with
    pub compare: CompareWith,
    /// Whether to say who gets which file, in place of findings
    pub targets: bool,
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
    /// SARIF 2.1.0
    Sarif,
    /// A comment on a pull request, or the summary of a job
    Markdown,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let asked = Asked::of(&request.paths);
    refuse(request, &asked)?;
    let config = CheckConfig::resolve(&Layer::open(&request.project)?);
    let selection = selection(request, &config)?;
    let judging = rules::Context {
        as_of: context.as_of(),
        support: request.support.as_ref().unwrap_or(&config.support),
        tables: &RuleTables::load(&context.tables)?,
        beside: &beside::load(request, context)?,
    };
    let mut failures = Vec::new();
    let mut input = Input::read(asked, request, &mut failures, context);
    same_project(&input.dists, judging.beside)?;
    // Programs are told in the form that they read; for people the failures say it all.
    if input.is_empty() && request.format == Format::Text {
        for failure in &failures {
            context.terminal.fail(failure);
        }
        return Ok(Exit::Failed);
    }
    if request.targets {
        return targets(request, &input.dists, &failures, &judging, context);
    }
    let mut findings = rules::run(&input.dists, &selection, &judging);
    let fixing = request.fix.clone().unwrap_or_default();
    let (mut fixes, mut anew) = (Vec::new(), BTreeMap::new());
    let mut candidates = fix::candidates(input.local(), &findings, &selection, &fixing);
    if request.fix.is_some() {
        (fixes, anew) = mend(&mut candidates, &fixing, &mut failures);
    }
    let mut mendable = fix::mendable(&candidates);
    if !anew.is_empty() {
        input.replace(&anew, context);
        findings = rules::run(&input.dists, &selection, &judging);
        let left = fix::candidates(input.local(), &findings, &selection, &fixing);
        mendable = fix::mendable(&left);
    }
    let report = CheckReport { files: input.files, findings, mendable, fixes };

    let strict = request.strict || config.strict;
    let bad = report.count(Level::Error) > 0 || (strict && report.count(Level::Warning) > 0);
    let exit = match (failures.is_empty(), bad) {
        (false, _) => Exit::Failed,
        (true, true) => Exit::Findings,
        (true, false) => Exit::Fine,
    };
    deliver(request.output.as_deref(), &formatted(&report, request, exit, context)?, context)?;
    context.terminal.flush()?;
    if request.format == Format::Github || request.output.is_some() {
        context.terminal.say(report.summary());
    }
    for failure in &failures {
        context.terminal.fail(failure);
    }
    Ok(exit)
}

/// What was asked for and cannot be: told before anything is read.
fn refuse(request: &Request, asked: &Asked) -> Result<(), Failure> {
    let real = |path: &Path| path.canonicalize().ok();
    if let Some(output) = request.output.as_deref().and_then(real)
        && asked.paths.iter().any(|path| real(path).as_ref() == Some(&output))
    {
        let message = format!("`{}` is one of the files to check", output.display());
        return Err(Failure::new(message).hint("write the report to a file of another name"));
    }
    if let Some(output) = &request.output {
        there_is_room(output)?;
    }
    if request.targets && !matches!(request.format, Format::Text | Format::Json) {
        let failure = Failure::new("--targets has no such format");
        return Err(failure.hint("take --format text or --format json"));
    }
    if request.fix.is_some() && !asked.releases.is_empty() {
        let failure = Failure::new("--fix mends files of this machine, none of an index");
        return Err(failure.hint("download the files, and give their paths"));
    }
    if request.index.metadata_only && asked.releases.is_empty() {
        let failure = Failure::new("--metadata-only is for releases on an index");
        return Err(failure.hint("give NAME==VERSION, or leave --metadata-only away"));
    }
    Ok(())
}

/// Refuses to compare with a release of which no file can be a successor.
fn same_project(dists: &[Dist], beside: &Beside) -> Result<(), Failure> {
    let Some(published) = &beside.published else { return Ok(()) };
    if dists.iter().filter_map(Dist::release).any(|(name, _)| *name == published.name) {
        return Ok(());
    }
    let name = &published.name;
    let failure = Failure::new(format!("--against is a release of {name}, and no file is"));
    Err(failure.hint("compare with a release of the same project"))
}

/// Who gets which file, in place of findings.
fn targets(
    request: &Request,
    dists: &[Dist],
    failures: &[Failure],
    judging: &rules::Context<'_>,
    context: &mut Context,
) -> Result<Exit, Failure> {
    let releases = Release::group(dists);
    let text = match request.format {
        Format::Json => report::targets_json(&releases, judging)?,
        _ => report::targets_text(&releases, judging),
    };
    deliver(request.output.as_deref(), &text, context)?;
    for failure in failures {
        context.terminal.fail(failure);
    }
    Ok(if failures.is_empty() { Exit::Fine } else { Exit::Failed })
}

/// The report as it was asked for.
fn formatted(
    report: &CheckReport,
    request: &Request,
    exit: Exit,
    context: &Context,
) -> Result<String, Failure> {
    Ok(match request.format {
        Format::Text => report::text(report, context.terminal.is_verbose()),
        Format::Json => report::json(report)?,
        Format::Github => report::github(report),
        Format::Sarif => report::sarif(report, exit.status())?,
        Format::Markdown => report::markdown(report),
    })
}

/// Mends the files that can be; the answers are what was done, and the new path of each old one.
/// A candidate that could not be written is one no longer.
fn mend(
    candidates: &mut [Candidate<'_>],
    fixing: &Fixing,
    failures: &mut Vec<Failure>,
) -> (Vec<Fix>, BTreeMap<PathBuf, PathBuf>) {
    if !fixing.dry_run {
        fix::tidy(candidates);
    }
    let (mut fixes, mut replaced) = (Vec::new(), BTreeMap::new());
    for candidate in candidates {
        let mut written = false;
        if let (Ok(plan), false) = (&candidate.plan, fixing.dry_run) {
            match fix::write(candidate, plan, fixing) {
                Ok(()) => {
                    written = true;
                    replaced.insert(candidate.dist.path.clone(), candidate.to.clone());
                }
                Err(failure) => candidate.plan = Err(Obstacle::Failed(failure)),
            }
        }
        fixes.push(Fix { written, ..fix::intended(candidate) });
        if let Err(Obstacle::Failed(failure)) = &candidate.plan {
            failures.push(failure.clone());
        }
    }
    (fixes, replaced)
}

fn selection(request: &Request, config: &CheckConfig) -> Result<Selection, Failure> {
    let configured = config.select.iter().map(ToString::to_string).collect();
    let select = request.select.clone().unwrap_or(configured);
    let mut ignore: Vec<String> = config.ignore.iter().map(ToString::to_string).collect();
    ignore.extend(request.ignore.iter().cloned());
    Selection::new(&select, &ignore).map_err(|error| unknown_code(&error))
}

/// The failure for a code that no rule has.
fn unknown_code(error: &UnknownCode) -> Failure {
    let hint = match error.nearest {
        Some(code) => format!("did you mean `{code}`? `relkit explain` lists all codes"),
        None => "`relkit explain` lists all codes".to_owned(),
    };
    Failure::new(error.to_string()).hint(hint)
}
