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
mod left_out;
mod lines;
mod paths;
mod pypistats;
mod rows;
mod time;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::{
    document::Document,
    form::Form,
    found::Found,
    rows::{Asked, Rows, cut},
};
use super::Source;
#[cfg(feature = "parquet")]
use crate::downloads::cube;
use crate::{
    downloads::{
        Answer, Completeness, Dimension, History, Installers, SourceError, Track, Unread, Value,
        Wanted, Window, aggregate::Counting,
    },
    model::ProjectName,
    tables::{DownloadRules, Pythons},
};

/// Rows that pypinfo prints where nothing else is asked for.
const PYPINFO_LIMIT: u64 = 10;

/// A row below this part of all downloads is one of the tail.
const TAIL: u64 = 1000;

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

    /// The series of these projects, or of all that there are, each source apart.
    ///
    /// Parquet is read project by project: without names it must be a cube, or have no column of
    /// projects.
    pub fn history(
        &self,
        projects: &[ProjectName],
        installers: &Installers,
    ) -> Result<History, SourceError> {
        let mut history = History::default();
        for file in paths::files(&self.path)? {
            self.add_history(&file, projects, installers, &mut history)?;
        }
        if !projects.is_empty() {
            let such = |track: &Track| {
                let named =
                    |name: &ProjectName| normalized(&track.package) == Some(name.normalized());
                track.package.is_empty() || projects.iter().any(named)
            };
            if let Some(there) = history.keep(such) {
                return Err(SourceError::Malformed {
                    place: self.path.display().to_string(),
                    why: format!(
                        "there is no history of {}; there is one of {there}",
                        projects.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
                    ),
                });
            }
        }
        Ok(history)
    }

    /// Adds what one file has; files of one track are not joined, the last one stays.
    fn add_history(
        &self,
        file: &Path,
        projects: &[ProjectName],
        installers: &Installers,
        history: &mut History,
    ) -> Result<(), SourceError> {
        let place = file.display().to_string();
        let dimensions = [Dimension::Day, Dimension::Python];
        let wanted = |project: ProjectName| Wanted {
            project,
            window: Window::ALWAYS,
            history: None,
            dimensions: dimensions.into(),
            installers: installers.clone(),
        };
        let counting = Counting { pythons: self.pythons, rules: self.rules, installers };
        let asked = Asked { project: None, days: Window::ALWAYS, window: Window::ALWAYS };
        let mut rows = Rows::new(asked, Found::new(dimensions.into(), counting));
        let form = form::of(file)?;
        if let Form::Parquet = form {
            let inside = self.cube_of(file)?;
            for name in projects.iter().cloned().chain(inside.filter(|_| projects.is_empty())) {
                let wanted = wanted(name);
                let answer = Question { wanted: &wanted, source: self }.one(file)?;
                history.extend(History::of([&answer]));
            }
            return if history.is_empty() && projects.is_empty() {
                Err(SourceError::Malformed {
                    place,
                    why: "Parquet is read project by project: name the project as well".to_owned(),
                })
            } else {
                Ok(())
            };
        }
        match form {
            Form::Parquet => {}
            Form::Csv(from) => _ = csv::read(&place, from, &mut rows)?,
            Form::Lines(from) => _ = lines::read(&place, from, &mut rows)?,
            Form::Document(from) => match document::read(&place, from, &mut rows)? {
                Document::Rows { .. } => {}
                Document::Pypistats { package, kind, rows, .. } => {
                    let name = package.as_deref().and_then(|name| name.parse().ok());
                    let Some(name) = name.or_else(|| projects.first().cloned()) else {
                        return Ok(());
                    };
                    let (package, wanted) = (package.as_deref(), wanted(name));
                    let answer =
                        pypistats::answer(&place, package, &kind, &rows, &wanted, self.pythons)?;
                    history.extend(History::of([&answer]));
                    return Ok(());
                }
            },
        }
        history.extend(rows.found().history(&place)?);
        Ok(())
    }

    /// The project that a cube is of.
    #[cfg(feature = "parquet")]
    #[expect(clippy::unused_self, reason = "without the feature there is none")]
    fn cube_of(&self, file: &Path) -> Result<Option<ProjectName>, SourceError> {
        cube::project(file)
    }

    #[cfg(not(feature = "parquet"))]
    #[expect(clippy::unused_self, reason = "with the feature there is one")]
    fn cube_of(&self, _: &Path) -> Result<Option<ProjectName>, SourceError> {
        Ok(None)
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
    /// Rows; of a result of pypinfo, how many they are
    Found { found: Box<Found<'a>>, rows: Option<u64> },
    /// What is no rows
    Answer(Box<Answer>),
}

impl<'q> Question<'q> {
    /// Nothing yet. Where earlier days are asked for, days are told apart, so that they can be told
    /// from the window.
    fn nothing(self) -> Found<'q> {
        let mut dimensions = self.wanted.dimensions.clone();
        if self.wanted.history.is_some() {
            dimensions.insert(Dimension::Day);
        }
        Found::new(dimensions.into_iter().collect(), self.counting())
    }

    fn counting(self) -> Counting<'q> {
        Counting {
            pythons: self.source.pythons,
            rules: self.source.rules,
            installers: &self.wanted.installers,
        }
    }

    /// The answer of a single file.
    fn one(self, file: &Path) -> Result<Answer, SourceError> {
        match self.read(file)? {
            Part::Answer(answer) => Ok(*answer),
            Part::Found { found, rows } => {
                let mut answer = found.answer(&file.display().to_string(), self.wanted)?;
                if let Some(rows) = rows {
                    limited(&mut answer, rows);
                }
                Ok(answer)
            }
        }
    }

    /// What one of several files holds.
    fn part(self, file: &Path) -> Result<Found<'q>, SourceError> {
        match self.read(file)? {
            Part::Found { found, rows } if rows != Some(PYPINFO_LIMIT) => Ok(*found),
            Part::Found { .. } | Part::Answer(_) => Err(SourceError::Malformed {
                place: file.display().to_string(),
                why: "a result or a cube among several files: give it alone".to_owned(),
            }),
        }
    }

    fn read(self, file: &Path) -> Result<Part<'q>, SourceError> {
        let place = file.display().to_string();
        let asked = Asked {
            project: Some(self.wanted.project.normalized()),
            days: self.wanted.days(),
            window: self.wanted.window,
        };
        let mut rows = Rows::new(asked, self.nothing());
        let note = match form::of(file)? {
            Form::Parquet => return self.parquet(file),
            Form::Csv(from) => csv::read(&place, from, &mut rows)?,
            Form::Lines(from) => lines::read(&place, from, &mut rows)?,
            Form::Document(from) => match document::read(&place, from, &mut rows)? {
                Document::Pypistats { package, kind, rows, bad, note } => {
                    let (package, pythons) = (package.as_deref(), self.source.pythons);
                    let mut answer =
                        pypistats::answer(&place, package, &kind, &rows, self.wanted, pythons)?;
                    answer.origin.notes.extend(note);
                    answer.origin.unread = Unread { rows: bad, unbounded: true };
                    return Ok(Part::Answer(Box::new(answer)));
                }
                Document::Rows { form, rows: number, package, notes } => {
                    if let Some(package) = package
                        && normalized(&package) != Some(self.wanted.project.normalized())
                    {
                        return Err(SourceError::NotThere {
                            place,
                            project: self.wanted.project.to_string(),
                            window: self.wanted.window,
                            there: format!("its rows are of `{}`", cut(&package)),
                            hint: None,
                        });
                    }
                    let mut found = rows.found();
                    found.notes.extend(notes);
                    let rows = (form == document::Form::Pypinfo).then_some(number);
                    return Ok(Part::Found { found: Box::new(found), rows });
                }
            },
        };
        let mut found = rows.found();
        found.notes.extend(note);
        Ok(Part::Found { found: Box::new(found), rows: None })
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
        if let Some(answer) = cube::answer(file, &metadata, self.wanted, self.counting())? {
            return Ok(Part::Answer(Box::new(answer)));
        }
        let found = columnar::read(file, &metadata, self.wanted, &|| self.nothing())?;
        Ok(Part::Found { found: Box::new(found), rows: None })
    }
}

fn normalized(name: &str) -> Option<String> {
    name.parse::<ProjectName>().ok().map(|name| name.normalized())
}

/// Says that the rows of a result of pypinfo may be the largest ones alone. It prints ten where
/// nothing else is asked for, and does not write down what was asked for. All rows have a tail of
/// Pythons that hardly anybody runs, or one of unknown ones.
fn limited(answer: &mut Answer, rows: u64) {
    if rows == PYPINFO_LIMIT {
        answer.origin.completeness = Completeness::Top(10);
        answer.origin.notes.push(
            "the file has exactly 10 rows, where pypinfo stops: percentages are of these 10 rows"
                .to_owned(),
        );
        return;
    }
    let Some(pythons) = answer.by(&[Dimension::Python]) else { return };
    let total = pythons.total();
    let is_tail = |(key, downloads): (&[Value], u64)| {
        key.iter().any(|value| value.text().is_none()) || downloads < total / TAIL
    };
    if !pythons.rows().any(is_tail) {
        answer.origin.notes.push(format!(
            "the file has {rows} rows, none of an unknown or a rare Python: whether pypinfo stopped \
             at a --limit is not known, and percentages are of these rows"
        ));
    }
}
