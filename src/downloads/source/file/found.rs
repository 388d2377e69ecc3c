//! What the files of one question held.

use std::collections::BTreeSet;

use super::columns::{Field, Fields};
use crate::downloads::{
    Answer, Completeness, Counted, Dimension, Origin, SourceError, Wanted, Window,
    aggregate::{Groups, TooMany, date_of},
};

/// What was found so far, in one file or in part of one.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) groups: Groups<'a>,
    /// The columns that there are
    pub(super) columns: Fields,
    /// Rows of the project, on whatever day
    pub(super) rows: u64,
    /// Downloads of the project in the window by programs that do not count
    pub(super) other_installers: u64,
    /// The first and the last day that the files cover, as far as they were looked at
    pub(super) days: Option<(i32, i32)>,
    /// Other projects that are there, as far as they were looked at
    pub(super) projects: BTreeSet<String>,
    /// What a reader must know
    pub(super) notes: Vec<String>,
}

impl<'a> Found<'a> {
    pub(super) fn new(groups: Groups<'a>) -> Self {
        Self {
            groups,
            columns: Fields::default(),
            rows: 0,
            other_installers: 0,
            days: None,
            projects: BTreeSet::new(),
            notes: Vec::new(),
        }
    }

    pub(super) fn saw_day(&mut self, day: i32) {
        let (first, last) = self.days.unwrap_or((day, day));
        self.days = Some((first.min(day), last.max(day)));
    }

    /// Both together.
    pub(super) fn merge(mut self, other: Self) -> Result<Self, TooMany> {
        if let Some((first, last)) = other.days {
            self.saw_day(first);
            self.saw_day(last);
        }
        self.projects.extend(other.projects);
        self.notes.extend(other.notes);
        Ok(Self {
            groups: self.groups.merge(other.groups)?,
            columns: self.columns.with(other.columns),
            rows: self.rows.saturating_add(other.rows),
            other_installers: self.other_installers.saturating_add(other.other_installers),
            ..self
        })
    }

    /// The answer, where there is one.
    pub(super) fn answer(self, place: &str, wanted: &Wanted) -> Result<Answer, SourceError> {
        let (told, not_told): (Vec<Dimension>, Vec<Dimension>) =
            self.groups.dimensions().iter().partition(|dimension| self.columns.tell(**dimension));
        if self.groups.is_empty() {
            return Err(self.nothing(place, wanted));
        }
        if told.is_empty() && !not_told.is_empty() {
            return Err(SourceError::Malformed {
                place: place.to_owned(),
                why: format!(
                    "no column tells {}: expected {}",
                    list(&not_told),
                    columns_of(&not_told)
                ),
            });
        }
        let mut notes = self.notes;
        let lacking: Vec<Dimension> = not_told
            .into_iter()
            .filter(|dimension| wanted.dimensions.contains(dimension))
            .collect();
        if !lacking.is_empty() {
            notes.push(format!("no column tells {}", list(&lacking)));
        }
        if !self.columns.has(Field::Project) {
            notes.push("no column names a project: all rows count".to_owned());
        }
        let window = self.days.and_then(|(first, last)| {
            let (first, last) = (date_of(first)?, date_of(last)?);
            Window::new(first.max(wanted.days().first), last.min(wanted.days().last))
        });
        notes.extend(window.and_then(|window| wanted.note_on_days(window)));
        Ok(Answer {
            project: wanted.project.clone(),
            origin: Origin {
                source: "file",
                place: place.to_owned(),
                window,
                counted: if self.columns.has(Field::Installer) {
                    Counted::Asked(wanted.installers.to_string())
                } else {
                    Counted::Unknown
                },
                completeness: Completeness::Whole,
                cost: None,
                cached: false,
                notes,
            },
            cubes: vec![self.groups.finish(&told)],
        })
    }

    /// Why there is nothing: the project, its days, or its installers.
    fn nothing(&self, place: &str, wanted: &Wanted) -> SourceError {
        let days = self.days.and_then(|(first, last)| Window::new(date_of(first)?, date_of(last)?));
        let (there, hint) = if self.other_installers > 0 {
            let there = format!(
                "{} downloads by programs that do not count with --installers {}",
                self.other_installers, wanted.installers
            );
            (there, Some("count them all: --installers all".to_owned()))
        } else if self.rows > 0 {
            match days {
                Some(days) => (
                    format!("the days there are {days}"),
                    Some(format!(
                        "ask for days that are there: --from {} --to {}",
                        days.first, days.last
                    )),
                ),
                None => ("none of its rows counts".to_owned(), None),
            }
        } else if self.projects.is_empty() {
            ("there are no rows".to_owned(), None)
        } else {
            let mut names: Vec<&str> = self.projects.iter().map(String::as_str).collect();
            let asked = wanted.project.normalized();
            names.sort_by_cached_key(|name| {
                let likeness = strsim::jaro_winkler(name, &asked);
                (std::cmp::Reverse(ordered(likeness)), *name)
            });
            let nearest: Vec<String> =
                names.iter().take(3).map(|name| format!("`{name}`")).collect();
            let days = days.map_or_else(String::new, |days| format!(", days {days}"));
            let there = match names.len() {
                1 => format!("there is {}{days}", nearest.join(", ")),
                many => format!("there are {many} others, the likest {}{days}", nearest.join(", ")),
            };
            (there, Some("names are compared as PyPI normalises them".to_owned()))
        };
        SourceError::NotThere {
            place: place.to_owned(),
            project: wanted.project.to_string(),
            window: wanted.days(),
            there,
            hint,
        }
    }
}

/// A likeness from 0 to 1 as something that can be sorted.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
fn ordered(likeness: f64) -> u32 {
    (likeness * 1000.0) as u32
}

fn list(dimensions: &[Dimension]) -> String {
    dimensions.iter().map(|dimension| dimension.as_str()).collect::<Vec<_>>().join(", ")
}

/// The columns that would tell dimensions, as PyPI's table calls them.
pub(super) fn columns_of(dimensions: &[Dimension]) -> String {
    let columns = dimensions.iter().filter_map(|dimension| Field::parts(*dimension).first());
    columns.map(|field| format!("`{}`", field.name())).collect::<Vec<_>>().join(", ")
}
