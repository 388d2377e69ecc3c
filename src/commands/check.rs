//! `relkit check`: reads distributions, runs the rules, reports.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{Exit, Failure, Terminal};
use crate::{
    dist::{self, Dist, Progress},
    model::SupportPolicy,
    report::{self, CheckReport, CheckedFile},
    rules::{self, Context, Level, Selection, UnknownCode},
    tables::Tables,
};

/// What `relkit check` was asked for.
#[derive(Debug, Clone)]
pub struct CheckRequest {
    /// Files, folders and patterns
    pub paths: Vec<PathBuf>,
    /// How to report
    pub format: Format,
    /// Which findings count
    pub config: CheckConfig,
    /// The day to judge by
    pub as_of: Date,
}

/// Which findings count, after the command line and the configuration were put together.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckConfig {
    /// Codes, or beginnings of codes, of the rules to run; empty for all
    pub select: Vec<String>,
    /// Codes, or beginnings of codes, of rules not to run
    pub ignore: Vec<String>,
    /// Which Pythons the project means to support
    pub support: SupportPolicy,
    /// Whether warnings count as errors do
    pub strict: bool,
}

impl Default for CheckConfig {
    fn default() -> Self {
        let (select, ignore) = (Vec::new(), Vec::new());
        Self { select, ignore, support: SupportPolicy::EndOfLife, strict: false }
    }
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

/// Checks the files. `progress` counts while they are read: whoever draws a bar polls it from
/// another thread.
pub fn check(
    request: &CheckRequest,
    tables: &Tables,
    progress: &Progress,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let config = &request.config;
    let selection = Selection::new(&config.select, &config.ignore).map_err(unknown_code)?;
    let context = Context {
        as_of: request.as_of,
        support: &config.support,
        pythons: &tables.load()?,
        identifiers: &tables.load()?,
        index: &tables.load()?,
    };
    let (paths, mut failures) = expand(&request.paths);
    if paths.is_empty() && !failures.is_empty() {
        let last = failures.remove(failures.len() - 1);
        failures.iter().for_each(|failure| terminal.fail(failure));
        return Err(last);
    }
    terminal.note(format_args!("reading {} files", paths.len()));
    let mut files = Vec::new();
    let mut dists: Vec<Dist> = Vec::new();
    for (path, answer) in paths.iter().zip(dist::read(&paths, progress)) {
        let error = match answer {
            Ok(dist) => {
                dists.push(dist);
                None
            }
            Err(error) => {
                let cause = error.cause.to_string();
                let mut failure = Failure::new(error.to_string());
                failure.hint = error.hint().map(Into::into);
                failures.push(failure);
                Some(cause)
            }
        };
        files.push(CheckedFile { path: path.display().to_string(), error });
    }
    let findings = rules::run(&dists, &selection, &context);
    let report = CheckReport { files, findings };
    terminal.print(match request.format {
        Format::Text => report::text(&report),
        Format::Json => report::json(&report),
        Format::Github => report::github(&report),
    })?;
    terminal.flush()?;
    failures.iter().for_each(|failure| terminal.fail(failure));

    let errors = report.count(Level::Error);
    let warnings = report.count(Level::Warning);
    Ok(if !failures.is_empty() {
        Exit::Failed
    } else if errors > 0 || (config.strict && warnings > 0) {
        Exit::Findings
    } else {
        Exit::Fine
    })
}

/// The failure for a code that no rule has.
fn unknown_code(error: UnknownCode) -> Failure {
    let hint = match error.nearest {
        Some(code) => format!("did you mean `{code}`? `relkit explain` lists all codes"),
        None => "`relkit explain` lists all codes".to_owned(),
    };
    Failure::new(error.to_string()).hint(hint)
}

/// The files that the arguments stand for, each once, and the arguments that stand for none.
fn expand(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Failure>) {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        match expand_one(path) {
            Ok(more) => {
                for path in more {
                    if !found.contains(&path) {
                        found.push(path);
                    }
                }
            }
            Err(failure) => failures.push(failure),
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
        let is_zip_sdist =
            || name.ends_with(".zip") && name.parse::<crate::model::SdistName>().is_ok();
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
