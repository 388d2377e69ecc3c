//! `relkit stub --try`: an sdist + installers -> who shows its message.
//!
//! Nothing of the user's is touched: every attempt has folders of its own, an environment without
//! the user's settings, and an index on loopback that is told to be the proxy for all the rest.

mod ask;
mod find;
mod index;
mod plan;
mod site;
mod source;
mod trying;
mod way;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use self::{
    find::Found,
    index::{Content, Index, Served},
    plan::Plan,
    source::Source,
    trying::Trying,
};
use crate::{
    commands::{Context, Exit, Failure, bar, pool},
    dist,
    model::FileName,
    process::keep,
    report::stub_trial as report,
    stub::trial::{Row, Trial, Verdict},
};

/// Lines of output that `--verbose` shows of an attempt.
const SHOWN: usize = 60;

/// Files beside the sdist that the index serves.
const BESIDE: usize = 1_000;

/// What is to be tried.
#[derive(Debug)]
pub struct Request {
    /// The sdist
    pub sdist: PathBuf,
    /// A file with the message; `None` reads it from the sdist
    pub message: Option<PathBuf>,
    /// Interpreters and installers besides those that are found
    pub with: Vec<PathBuf>,
    /// Whether nothing but `with` is tried
    pub with_only: bool,
    /// A folder of wheels and sdists that the index serves too
    pub find_links: Option<PathBuf>,
    /// Whether the index tells the sdist's Requires-Python
    pub requires_python: bool,
    /// How long one attempt may take
    pub timeout: Duration,
    /// How many attempts run at a time
    pub jobs: usize,
    /// Where the whole output of each attempt is kept
    pub logs: Option<PathBuf>,
    /// How to report
    pub format: Format,
}

/// How attempts are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
    /// A table for a comment or a page
    Markdown,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let source = Source::open(&request.sdist)?;
    let said = source.said(request.message.as_deref())?;
    let fail = |what: &str, error: std::io::Error| Failure::new(format!("cannot {what}: {error}"));
    if let Some(folder) = &request.logs {
        fs::create_dir_all(folder).map_err(|error| fail("make the folder for logs", error))?;
    }
    let folder = tempfile::Builder::new().prefix("relkit-stub-").tempdir();
    let folder = folder.map_err(|error| fail("make a temporary folder", error))?;
    let kept = keep(folder.path());
    let found =
        bar::with_line(&context.terminal, "looking for interpreters and installers", || {
            find::find(&request.with, request.with_only, request.jobs.max(4), folder.path())
        });
    let plan = Plan::of(&found, &said, source.text("setup.py").is_some());
    let served = beside(request, &found)?;
    let beside = served.iter().map(|it| it.file.clone()).collect();
    let requires_python = source.requires_python.clone().filter(|_| request.requires_python);
    let own = Served {
        project: source.name.name.normalized(),
        file: source.name.to_string(),
        requires_python: requires_python.clone(),
        content: Content::Bytes(source.bytes.clone()),
    };
    let all: Vec<Served> = served.into_iter().chain([own]).collect();
    let index = Index::serve(all).map_err(|error| fail("open an index on loopback", error))?;
    let trying =
        Trying { request, source: &source, said: &said, index: &index, folder: folder.path() };
    let attempts = &plan.attempts;
    let (done, count) = (AtomicU64::new(0), attempts.len() as u64);
    let state = || (done.load(Ordering::Relaxed), count);
    let tried = bar::with_attempts(&context.terminal, state, || {
        pool::each(attempts.len(), request.jobs, |at| {
            let row = attempts.get(at).map(|attempt| trying.row(at, attempt));
            done.fetch_add(1, Ordering::Relaxed);
            row
        })
    });
    drop(index);
    if let Err(error) = folder.close() {
        context.terminal.warn(format_args!("a temporary folder is left: {error}"));
    }
    drop(kept);
    let (mut rows, outputs): (Vec<Row>, Vec<String>) = tried.into_iter().flatten().unzip();
    for (row, output) in rows.iter().zip(&outputs) {
        if row.verdict.was_tried() && row.verdict != Verdict::Seen {
            shown(row, output, context);
        }
    }
    rows.extend(plan.missing);
    let file = source.name.to_string();
    let trial = Trial { file, message: said.lines(), requires_python, beside, rows };
    let text = match request.format {
        Format::Text => report::text(&trial),
        Format::Json => report::json(&trial)?,
        Format::Markdown => report::markdown(&trial),
    };
    context.terminal.print(text)?;
    if trial.tried() == 0 {
        let failure = Failure::new("nothing was tried: no installer was found that is refused");
        return Err(failure.hint("name interpreters and installers with --with PATH"));
    }
    Ok(if trial.seen() == trial.tried() { Exit::Fine } else { Exit::Findings })
}

/// The output of an attempt that did not show the message, with `--verbose`.
fn shown(row: &Row, output: &str, context: &mut Context) {
    let python = row.python.as_deref().unwrap_or("an unknown Python");
    context.terminal.note(format_args!("{} on {python} said:", row.installer));
    if context.terminal.is_verbose() {
        let lines: Vec<&str> = output.lines().collect();
        for line in lines.iter().skip(lines.len().saturating_sub(SHOWN)) {
            context.terminal.say(format_args!("    {line}"));
        }
    }
}

/// What the index serves beside the sdist: the folder that was named, else the wheels that came
/// with the interpreters, for the builds that need setuptools.
fn beside(request: &Request, found: &Found) -> Result<Vec<Served>, Failure> {
    let paths: Vec<PathBuf> = match &request.find_links {
        Some(folder) => {
            let fail = |error| Failure::new(format!("cannot read {}: {error}", folder.display()));
            let entries = fs::read_dir(folder).map_err(fail)?;
            entries.flatten().map(|entry| entry.path()).collect()
        }
        None => found.interpreters.iter().flat_map(|it| it.wheels.iter().cloned()).collect(),
    };
    let mut files = BTreeMap::new();
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let project = match name.parse::<FileName>() {
            Ok(FileName::Wheel(wheel)) => wheel.name.normalized(),
            Ok(FileName::Sdist(sdist)) => sdist.name.normalized(),
            Err(_) => continue,
        };
        // Of those that came with interpreters, only what builds need.
        let is_wanted =
            request.find_links.is_some() || matches!(project.as_str(), "setuptools" | "wheel");
        if is_wanted && files.len() < BESIDE {
            files.entry(name.to_owned()).or_insert((project, path));
        }
    }
    let served = files.into_iter().map(|(file, (project, path))| Served {
        project,
        file,
        requires_python: requires_python(&path),
        content: Content::File(path),
    });
    Ok(served.collect())
}

fn requires_python(path: &Path) -> Option<String> {
    let dist = dist::read_one(path).ok()?;
    Some(dist.metadata()?.requires_python()?.value.clone())
}
