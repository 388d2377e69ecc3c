//! `relkit pyversions`: counts from a source -> shares -> verdict.

use std::path::PathBuf;

use super::{Context, Exit, Failure, files};
use crate::{
    advice::{Facts, PythonFacts, verdict},
    downloads::{
        Dimension, Installers, Shares, Sorting, SourceError, Wanted, Window,
        source::{Source, file::FileSource},
    },
    model::ProjectName,
    report::downloads::{ProjectReport, text},
    tables::{DownloadRules, Pythons},
};

/// What `relkit pyversions` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// Whose downloads
    pub projects: Vec<ProjectName>,
    /// The file to read
    pub source: PathBuf,
    /// The days
    pub days: u16,
    /// Whose downloads count
    pub installers: Installers,
    /// The order of rows
    pub sorting: Sorting,
    /// Where to write; `None` is standard output
    pub output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(request: &Request, context: &mut Context) -> Result<Exit, Failure> {
    let today = context.as_of();
    let pythons: Pythons = context.tables.load()?;
    let rules: DownloadRules = context.tables.load()?;
    let window = Window::before(today, request.days)
        .ok_or_else(|| Failure::new("--days must be at least 1"))?;
    let mut out = String::new();
    for project in &request.projects {
        let wanted = Wanted {
            project: project.clone(),
            window,
            history: None,
            dimensions: [Dimension::Python].into(),
            installers: request.installers.clone(),
        };
        let source = FileSource::new(&request.source, &pythons, &rules);
        let answer = source.answer(&wanted, &|_| {})?;
        let counts = answer.by(&[Dimension::Python]).unwrap_or_default();
        let shares = Shares::of(&counts, request.sorting);
        let facts = Facts {
            pythons: shares
                .rows
                .iter()
                .filter_map(|row| {
                    Some(PythonFacts {
                        version: row.value.text()?.parse().ok()?,
                        share: row.percent_of_known?,
                        share_of_newest: None,
                        change_in_year: None,
                        cost: None,
                    })
                })
                .collect(),
        };
        let verdict = verdict(&facts, &pythons, today);
        let report = ProjectReport {
            window: answer.origin.window,
            answer,
            splits: vec![(Dimension::Python, shares)],
            verdict: Some(verdict),
        };
        out += &text(&report);
    }
    files::deliver(request.output.as_deref(), &out, context)?;
    Ok(Exit::Fine)
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let hint = error.hint();
        Self { hint, ..Self::of(&error) }
    }
}
