//! Counts in files: results of other tools, rows of PyPI's table, relkit's own cube.
//!
//! A file is told by its content. Parquet, CSV and JSON lines hold rows of PyPI's table, or
//! aggregates of them with a column `downloads`; a document of JSON is a result of pypinfo or of
//! pypistats.org. A folder or a pattern of such files counts as one. Text may be compressed by gzip.

mod bounded;
#[cfg(feature = "parquet")]
pub(in crate::downloads) mod columnar;
mod columns;
mod csv;
mod document;
mod form;
mod found;
mod json;
mod lines;
mod paths;
mod pypistats;
mod rows;
mod time;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::{document::Document, form::Form, found::Found, rows::Rows};
use super::Source;
#[cfg(feature = "parquet")]
use crate::downloads::cube;
use crate::{
    downloads::{
        Answer, Completeness, Dimension, SourceError, Wanted,
        aggregate::{Counting, Groups},
    },
    tables::{DownloadRules, Pythons},
};

/// Rows that pypinfo prints where nothing else is asked for.
const PYPINFO_LIMIT: u64 = 10;

/// A file, or a folder or pattern of files.
#[derive(Debug)]
pub struct FileSource<'a> {
    path: PathBuf,
    pythons: &'a Pythons,
    rules: &'a DownloadRules,
}

impl<'a> FileSource<'a> {
    /// What lies at this path; it is not looked at before it is asked.
    pub fn new(path: &Path, pythons: &'a Pythons, rules: &'a DownloadRules) -> Self {
        Self { path: path.to_owned(), pythons, rules }
    }
}

impl Source for FileSource<'_> {
    fn name(&self) -> &'static str {
        "file"
    }

    fn answer(&self, wanted: &Wanted, progress: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        let files = paths::files(&self.path)?;
        let question = Question { wanted, source: self };
        let mut place = self.path.display().to_string();
        if let [file] = files.as_slice() {
            progress(&format!("reading {}", file.display()));
            return question.one(file);
        }
        place += &format!(" ({} files)", files.len());
        progress(&format!("reading {place}"));
        let found = files.par_iter().map(|file| question.part(file));
        let found = found.try_reduce(
            || question.nothing(),
            |one, other| {
                one.merge(other).map_err(|many| SourceError::Malformed {
                    place: place.clone(),
                    why: many.to_string(),
                })
            },
        );
        found?.answer(&place, wanted)
    }
}

/// What is asked, and where.
#[derive(Clone, Copy)]
struct Question<'q> {
    wanted: &'q Wanted,
    source: &'q FileSource<'q>,
}

/// What one file gave.
enum Part<'a> {
    Found { found: Found<'a>, top: bool },
    Answer(Box<Answer>),
}

impl<'q> Question<'q> {
    /// Groups without rows. Where earlier days are asked for, days are told apart, so that they can
    /// be told from the window.
    fn groups(self) -> Groups<'q> {
        let mut dimensions = self.wanted.dimensions.clone();
        if self.wanted.history.is_some() {
            dimensions.insert(Dimension::Day);
        }
        let counting = Counting {
            pythons: self.source.pythons,
            rules: self.source.rules,
            installers: &self.wanted.installers,
        };
        Groups::new(dimensions.into_iter().collect(), counting)
    }

    fn nothing(self) -> Found<'q> {
        Found::new(self.groups())
    }

    /// The answer of a single file.
    fn one(self, file: &Path) -> Result<Answer, SourceError> {
        match self.read(file)? {
            Part::Answer(answer) => Ok(*answer),
            Part::Found { found, top } => {
                let mut answer = found.answer(&file.display().to_string(), self.wanted)?;
                if top {
                    answer.origin.completeness = Completeness::Top(10);
                    answer.origin.notes.push(
                        "the file has exactly 10 rows, where pypinfo stops: percentages are of these 10 rows"
                            .to_owned(),
                    );
                }
                Ok(answer)
            }
        }
    }

    /// What one of several files holds.
    fn part(self, file: &Path) -> Result<Found<'q>, SourceError> {
        match self.read(file)? {
            Part::Found { found, top: false } => Ok(found),
            Part::Found { top: true, .. } | Part::Answer(_) => Err(SourceError::Malformed {
                place: file.display().to_string(),
                why: "a result or a cube among several files: give it alone".to_owned(),
            }),
        }
    }

    fn read(self, file: &Path) -> Result<Part<'q>, SourceError> {
        let place = file.display().to_string();
        let mut rows = Rows::new(self.wanted, self.groups());
        let note = match form::of(file)? {
            Form::Parquet => return self.parquet(file),
            Form::Csv(from) => csv::read(&place, from, &mut rows)?,
            Form::Lines(from) => lines::read(&place, from, &mut rows)?,
            Form::Document(from) => match document::read(&place, from, &mut rows)? {
                Document::Pypistats { package, kind, rows } => {
                    let package = package.as_deref();
                    let pythons = self.source.pythons;
                    return pypistats::answer(&place, package, &kind, &rows, self.wanted, pythons)
                        .map(|answer| Part::Answer(Box::new(answer)));
                }
                Document::Rows { form, rows: number, note } => {
                    let mut found = rows.found();
                    found.notes.extend(note);
                    let top = form == document::Form::Pypinfo && number == PYPINFO_LIMIT;
                    return Ok(Part::Found { found, top });
                }
            },
        };
        let mut found = rows.found();
        found.notes.extend(note);
        Ok(Part::Found { found, top: false })
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(self, file: &Path) -> Result<Part<'q>, SourceError> {
        let _ = self;
        Err(SourceError::Malformed {
            place: file.display().to_string(),
            why: "this is Parquet, and relkit was built without its feature `parquet`".to_owned(),
        })
    }

    #[cfg(feature = "parquet")]
    fn parquet(self, file: &Path) -> Result<Part<'q>, SourceError> {
        let metadata = columnar::open(file)?;
        let groups = self.groups();
        let counting = groups.counting();
        if let Some(answer) = cube::answer(file, &metadata, self.wanted, counting)? {
            return Ok(Part::Answer(Box::new(answer)));
        }
        let found = columnar::read(file, &metadata, self.wanted, &|| self.nothing())?;
        Ok(Part::Found { found, top: false })
    }
}
