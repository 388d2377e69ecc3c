//! What the files of one question held.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    columns::{Field, Fields},
    left_out::LeftOut,
    rows::cut,
    time::Time,
};
use crate::downloads::{
    Answer, Completeness, Counted, Counts, Dimension, History, Installers, Origin, Series,
    SourceError, Track, Unread, Wanted, Window,
    aggregate::{Counting, Groups, TooMany, date_of, days_of},
};

/// What was found so far, in one file or in part of one.
#[derive(Debug)]
pub(super) struct Found<'a> {
    dimensions: Vec<Dimension>,
    counting: Counting<'a>,
    /// What belongs together: a source that the rows name, and a project where all are read
    parts: BTreeMap<Track, Part<'a>>,
    /// The columns that there are
    pub(super) columns: Fields,
    /// Rows of the project, on whatever day
    pub(super) rows: u64,
    /// Downloads of the project in the window that do not count
    pub(super) left_out: LeftOut,
    /// Rows that could not be read
    pub(super) bad: u64,
    /// The first and the last day that the files cover, as far as they were looked at
    pub(super) days: Option<(i32, i32)>,
    /// Rows stand for months
    months: bool,
    /// Other projects that are there, as far as they were looked at
    pub(super) projects: BTreeSet<String>,
    /// What a reader must know
    pub(super) notes: Vec<String>,
}

/// Rows of one source.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) groups: Groups<'a>,
    days: Option<(i32, i32)>,
}

/// Sources, and projects where all are read, at most.
const MOST_PARTS: usize = 20_000;

fn around(days: Option<(i32, i32)>, first: i32, last: i32) -> (i32, i32) {
    days.map_or((first, last), |(from, to)| (from.min(first), to.max(last)))
}

impl<'a> Found<'a> {
    pub(super) fn new(dimensions: Vec<Dimension>, counting: Counting<'a>) -> Self {
        Self {
            dimensions,
            counting,
            parts: BTreeMap::new(),
            columns: Fields::default(),
            rows: 0,
            left_out: LeftOut::default(),
            bad: 0,
            days: None,
            months: false,
            projects: BTreeSet::new(),
            notes: Vec::new(),
        }
    }

    /// What tells downloads apart.
    #[cfg(feature = "parquet")]
    pub(super) fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// What rows are judged by.
    pub(super) fn counting(&self) -> Counting<'a> {
        self.counting
    }

    /// Whether no row counts.
    #[cfg(feature = "parquet")]
    pub(super) fn is_empty(&self) -> bool {
        self.parts.values().all(|part| part.groups.is_empty())
    }

    /// The rows of a source; [`None`] where there are too many of them.
    pub(super) fn part(&mut self, track: &Track) -> Option<&mut Part<'a>> {
        if !self.parts.contains_key(track) {
            if self.parts.len() >= MOST_PARTS {
                return None;
            }
            let groups = Groups::new(self.dimensions.clone(), self.counting);
            self.parts.insert(track.clone(), Part { groups, days: None });
        }
        self.parts.get_mut(track)
    }

    /// Notes a day that the file covers.
    #[cfg(feature = "parquet")]
    pub(super) fn saw_day(&mut self, day: i32) {
        self.days = Some(around(self.days, day, day));
    }

    /// Notes when downloads of a source were.
    pub(super) fn saw(&mut self, track: &Track, time: Time) {
        self.days = Some(around(self.days, time.first, time.last));
        self.months |= time.is_month();
        if let Some(part) = self.part(track) {
            part.days = Some(around(part.days, time.first, time.last));
        }
    }

    /// Both together.
    pub(super) fn merge(mut self, other: Self) -> Result<Self, TooMany> {
        if let Some((first, last)) = other.days {
            self.days = Some(around(self.days, first, last));
        }
        for (track, part) in other.parts {
            let merged = match self.parts.remove(&track) {
                None => part,
                Some(ours) => Part {
                    groups: ours.groups.merge(part.groups)?,
                    days: match part.days {
                        None => ours.days,
                        Some((from, to)) => Some(around(ours.days, from, to)),
                    },
                },
            };
            self.parts.insert(track, merged);
        }
        self.projects.extend(other.projects);
        self.notes.extend(other.notes);
        self.left_out.add(&other.left_out);
        Ok(Self {
            columns: self.columns.with(other.columns),
            rows: self.rows.saturating_add(other.rows),
            bad: self.bad.saturating_add(other.bad),
            months: self.months || other.months,
            ..self
        })
    }

    /// Which dimensions the columns tell, and which not.
    fn told(&self) -> (Vec<Dimension>, Vec<Dimension>) {
        self.dimensions.iter().partition(|dimension| self.columns.tell(**dimension))
    }

    /// All series, each of a project and of a source. `place` names the file in errors.
    pub(super) fn history(self, place: &str) -> Result<History, SourceError> {
        let (told, not_told) = self.told();
        if !not_told.is_empty() {
            return Err(SourceError::Malformed {
                place: place.to_owned(),
                why: format!("no column tells {}: {}", list(&not_told), expected(&not_told)),
            });
        }
        let mut history = History::default();
        for (track, part) in self.parts {
            let covered = window_of(part.days);
            if let Some(series) = Series::of(&part.groups.finish(&told), covered) {
                history.insert(track, series);
            }
        }
        Ok(history)
    }

    /// The answer, where there is one.
    pub(super) fn answer(mut self, place: &str, wanted: &Wanted) -> Result<Answer, SourceError> {
        let (told, not_told) = self.told();
        let window = wanted.window;
        if self.months && !window.is_whole_months() {
            let there = window_of(self.days).unwrap_or(window);
            return Err(SourceError::Months { place: place.to_owned(), window, there });
        }
        let days = (days_of(window.first), days_of(window.last));
        let has_days = self.columns.tell(Dimension::Day);
        let is_there =
            |part: &Part| if has_days { part.groups.any_in(days) } else { !part.groups.is_empty() };
        let sources: Vec<&Track> =
            self.parts.iter().filter(|(_, part)| is_there(part)).map(|(track, _)| track).collect();
        let track = match sources.as_slice() {
            [] => return Err(self.nothing(place, wanted)),
            [track] => (*track).clone(),
            [one, other, ..] => {
                return Err(SourceError::Malformed {
                    place: place.to_owned(),
                    why: format!(
                        "the rows of these days are of several sources, `{}` and `{}`, which count \
                         different downloads: expected one, whose rows can be kept in a file apart",
                        cut(&one.source),
                        cut(&other.source)
                    ),
                });
            }
        };
        if told.iter().all(|told| *told == Dimension::Day) && !not_told.is_empty() {
            return Err(SourceError::Malformed {
                place: place.to_owned(),
                why: format!("no column tells {}: {}", list(&not_told), expected(&not_told)),
            });
        }
        let part = self.parts.remove(&track);
        let counts = part.map(|part| (part.groups.finish(&told), part.days));
        let (counts, part_days) = counts.unwrap_or_default();
        let covered = if track.source.is_empty() { self.days } else { part_days };
        let covered = window_of(covered).and_then(|days| days.and(wanted.days()));
        let notes = self.notes(&track, &not_told, covered, wanted);
        Ok(Answer {
            project: wanted.project.clone(),
            origin: Origin {
                source: "file",
                place: place.to_owned(),
                window: covered,
                counted: if self.columns.has(Field::Installer) {
                    Counted::Asked(wanted.installers.to_string())
                } else {
                    Counted::Unknown
                },
                completeness: Completeness::Whole,
                unread: Unread { rows: self.bad, unbounded: self.columns.has(Field::Downloads) },
                cost: None,
                cached: false,
                notes,
            },
            cubes: vec![counts],
        })
    }

    /// What a reader must know of an answer.
    fn notes(
        &mut self,
        track: &Track,
        not_told: &[Dimension],
        covered: Option<Window>,
        wanted: &Wanted,
    ) -> Vec<String> {
        let mut notes = std::mem::take(&mut self.notes);
        let asked = |dimension: &&Dimension| wanted.dimensions.contains(*dimension);
        let lacking: Vec<Dimension> = not_told.iter().filter(asked).copied().collect();
        if !lacking.is_empty() {
            notes.push(format!("no column tells {}", list(&lacking)));
        }
        if !self.columns.has(Field::Project) {
            notes.push("no column names a project: all rows count".to_owned());
        }
        if !track.source.is_empty() {
            notes.push(format!("these are the rows of the source `{}`", cut(&track.source)));
        }
        for other in self.parts.keys() {
            notes.push(format!(
                "earlier rows of the source `{}` are left out: it counts other downloads",
                cut(&other.source)
            ));
        }
        if let Some(covered) = covered {
            notes.extend(partly(covered, wanted));
        }
        if self.columns.has(Field::Installer) && wanted.installers == Installers::Installing {
            let counted = self.counting.rules.counted.join(", ");
            notes.push(format!("counted are the downloads by {counted}"));
        }
        notes.extend(self.left_out.note());
        notes
    }

    /// Why there is nothing: the project, its days, or its installers.
    fn nothing(&self, place: &str, wanted: &Wanted) -> SourceError {
        let days = window_of(self.days);
        let project = wanted.project.to_string();
        let (there, hint) = if self.left_out.by_programs() > 0 {
            let there = format!(
                "{} downloads by programs that do not count with --installers {}",
                self.left_out.by_programs(),
                wanted.installers
            );
            (there, Some("count them all: --installers all".to_owned()))
        } else if self.rows > 0 {
            match days {
                Some(there) => {
                    return SourceError::OtherDays {
                        place: place.to_owned(),
                        project,
                        window: wanted.window,
                        there,
                    };
                }
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
            project,
            window: wanted.window,
            there,
            hint,
        }
    }
}

/// Days as they are counted since 1970, as a window.
pub(super) fn window_of(days: Option<(i32, i32)>) -> Option<Window> {
    let (first, last) = days?;
    Window::new(date_of(first)?, date_of(last)?)
}

/// What to say where days that were asked for are not covered: those of the window, then those of
/// the history, of which there may be none.
pub(super) fn partly(covered: Window, wanted: &Wanted) -> Vec<String> {
    let mut notes: Vec<String> = wanted.note_on_days(covered).into_iter().collect();
    let earlier = wanted.history.and_then(|history| Some((history, covered.and(history)?)));
    if let Some((history, earlier)) = earlier
        && earlier.first > history.first
    {
        notes.push(format!("the history begins on {}", earlier.first));
    }
    notes
}

/// Whether counts have downloads on these days; where days are not told apart, whether any.
pub(super) fn any_in(cubes: &[Counts], window: Window) -> bool {
    cubes.iter().any(|cube| !cube.within(window).is_empty())
}

/// A likeness from 0 to 1 as something that can be sorted.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
fn ordered(likeness: f64) -> u32 {
    (likeness * 1000.0) as u32
}

fn list(dimensions: &[Dimension]) -> String {
    dimensions.iter().map(|dimension| dimension.as_str()).collect::<Vec<_>>().join(", ")
}

fn expected(dimensions: &[Dimension]) -> String {
    format!("expected {}", columns_of(dimensions))
}

/// The columns that would tell dimensions, as PyPI's table calls them.
pub(super) fn columns_of(dimensions: &[Dimension]) -> String {
    let columns = dimensions.iter().filter_map(|dimension| Field::parts(*dimension).first());
    columns.map(|field| format!("`{}`", field.name())).collect::<Vec<_>>().join(", ")
}
