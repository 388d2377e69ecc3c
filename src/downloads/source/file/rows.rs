//! Rows of text on their way to groups, wherever they stand: CSV, JSON lines, JSON documents.

use super::{
    columns::{FIELDS, Field, Fields},
    found::Found,
    time::Days,
};
use crate::downloads::{
    Dimension, Track, Window,
    aggregate::{Groups, Key, MOST_PARTS, TooMany, days_of},
    clean,
};

/// The cells of one row; what stands for nothing is absent.
#[derive(Debug, Default)]
pub(super) struct Row {
    texts: [String; FIELDS],
    ranks: [Option<usize>; FIELDS],
    filled: Fields,
}

impl Row {
    /// Forgets the cells, keeps the memory.
    pub(super) fn clear(&mut self) {
        self.ranks = [None; FIELDS];
        self.filled = Fields::default();
    }

    /// Whether a column of that name would be kept: none of a better name was seen.
    pub(super) fn wants(&self, field: Field, rank: usize) -> bool {
        self.ranks[field as usize].is_none_or(|best| rank < best)
    }

    /// Sets a cell.
    pub(super) fn set(&mut self, field: Field, rank: usize, text: &str) {
        let at = field as usize;
        self.ranks[at] = Some(rank);
        self.texts[at].clear();
        // pypinfo prints Python's None, ClickHouse `\N`.
        if !matches!(text, "" | "None" | "null" | "NULL" | "\\N") {
            self.texts[at].push_str(text);
        }
        self.filled.insert(field);
    }

    /// The text of a cell.
    pub(super) fn get(&self, field: Field) -> Option<&str> {
        let text = self.texts[field as usize].as_str();
        (self.filled.has(field) && !text.is_empty()).then_some(text)
    }

    /// How good the name of a cell's column is.
    pub(super) fn rank(&self, field: Field) -> Option<usize> {
        self.ranks[field as usize]
    }

    /// Which columns the row has.
    pub(super) fn columns(&self) -> Fields {
        self.filled
    }
}

/// Why a row does not count.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadRow {
    /// It is not what it should be: it is counted and left out
    #[error("{0}")]
    Odd(String),
    /// Nothing more can be read
    #[error(transparent)]
    Full(#[from] TooMany),
}

/// Takes rows into groups.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    found: Found<'a>,
    asked: Asked,
    days: Days,
    scratch: String,
    /// The last name of a project that was seen, and as what it is kept
    last_project: Option<(String, Option<String>)>,
    track: Track,
}

/// Which rows are asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The normalised name; [`None`] for all, each apart
    pub(super) project: Option<String>,
    /// The days that are read
    pub(super) days: Window,
    /// The days of which is said what does not count
    pub(super) window: Window,
}

/// Names of other projects that are kept for messages.
const MOST_PROJECTS: usize = 10_000;

/// Downloads of one row: more than all of PyPI has in years. So no sum can overflow.
pub(super) const MOST_DOWNLOADS: u64 = 1_000_000_000_000_000;

/// A number, also with a comma before each three digits, as tables for people have them.
fn number(text: &str) -> Option<u64> {
    let Some((first, rest)) = text.split_once(',') else { return text.parse().ok() };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = (1..=3).contains(&first.len())
        && is_digits(first)
        && rest.split(',').all(|part| part.len() == 3 && is_digits(part));
    grouped.then(|| text.replace(',', "").parse().ok())?
}

fn holds(window: Window, (first, last): (i32, i32)) -> bool {
    days_of(window.first) <= first && last <= days_of(window.last)
}

impl<'a> Rows<'a> {
    pub(super) fn new(asked: Asked, found: Found<'a>) -> Self {
        Self {
            found,
            asked,
            days: Days::default(),
            scratch: String::new(),
            last_project: None,
            track: Track::default(),
        }
    }

    /// Notes rows that could not be read.
    pub(super) fn missed(&mut self, rows: u64) {
        self.found.bad = self.found.bad.saturating_add(rows);
    }

    pub(super) fn found(self) -> Found<'a> {
        self.found
    }

    /// Takes one row.
    pub(super) fn take(&mut self, row: &Row) -> Result<(), BadRow> {
        let columns = row.columns();
        self.found.columns = self.found.columns.with(columns);
        let downloads = match (columns.has(Field::Downloads), row.get(Field::Downloads)) {
            (false, _) => 1,
            (true, text) => {
                let text = text.unwrap_or_default();
                let number = number(text.trim());
                number.filter(|number| *number <= MOST_DOWNLOADS).ok_or_else(|| {
                    BadRow::Odd(format!("`{}` is no number of downloads", cut(text)))
                })?
            }
        };
        let time = if columns.has(Field::Time) {
            let text = row.get(Field::Time).unwrap_or_default();
            let monthly = row.rank(Field::Time).is_some_and(|rank| Field::Time.is_monthly(rank));
            let time = self.days.time(text, monthly);
            Some(time.ok_or_else(|| {
                let expected = if monthly { "month such as 2025-02" } else { "timestamp" };
                BadRow::Odd(format!("`{}` is no {expected}", cut(text)))
            })?)
        } else {
            None
        };
        if columns.has(Field::Project) && !self.is_wanted(row.get(Field::Project)) {
            return Ok(());
        }
        self.track.source.clear();
        self.track.source.push_str(row.get(Field::Source).unwrap_or_default());
        self.found.rows += 1;
        let mut in_window = true;
        if let Some(time) = time {
            self.found.saw(&self.track, time);
            let days = (time.first, time.last);
            if !holds(self.asked.days, days) {
                return Ok(());
            }
            in_window = holds(self.asked.window, days);
        }
        if row.get(Field::File).is_some_and(clean::is_sidecar) {
            if in_window {
                let left_out = &mut self.found.left_out.sidecars;
                *left_out = left_out.saturating_add(downloads);
            }
            return Ok(());
        }
        let counting = self.found.counting();
        if columns.has(Field::Installer) && !counting.counts(row.get(Field::Installer)) {
            if in_window {
                let installer = row.get(Field::Installer);
                self.found.left_out.program(installer, downloads, counting);
            }
            return Ok(());
        }
        let part = self.found.part(&self.track);
        let part =
            part.ok_or_else(|| BadRow::Odd("there are too many sources and projects".to_owned()))?;
        let mut key = Key::default();
        let dimensions = part.groups.dimensions().len();
        for (place, number) in key.iter_mut().enumerate().take(dimensions) {
            let dimension = part.groups.dimensions()[place];
            *number = if dimension == Dimension::Day {
                Groups::day(time.map(|time| time.first).unwrap_or_default())
            } else {
                let parts = Field::parts(dimension);
                let mut raw = [None; MOST_PARTS];
                for (raw, field) in raw.iter_mut().zip(parts) {
                    *raw = row.get(*field);
                }
                part.groups.number(place, &raw[..parts.len()], &mut self.scratch)
            };
        }
        Ok(part.groups.add(key, downloads)?)
    }

    fn is_wanted(&mut self, name: Option<&str>) -> bool {
        let name = name.unwrap_or_default();
        if let Some((last, kept)) = &self.last_project
            && last == name
        {
            return kept.is_some();
        }
        let normalized = name.parse::<crate::model::ProjectName>().ok().map(|it| it.normalized());
        let kept = match &self.asked.project {
            Some(asked) => normalized.filter(|name| name == asked).map(|_| String::new()),
            None => normalized,
        };
        let projects = &mut self.found.projects;
        if kept.is_none() && projects.len() < MOST_PROJECTS && name.len() < 100 {
            projects.insert(name.to_owned());
        }
        let wanted = kept.is_some();
        self.track.package = kept.clone().unwrap_or_default();
        self.last_project = Some((name.to_owned(), kept));
        wanted
    }
}

/// A text short enough for a message.
pub(super) fn cut(text: &str) -> String {
    let mut short = String::new();
    for c in text.chars().take(40) {
        if c.is_control() { short.extend(c.escape_default()) } else { short.push(c) }
    }
    if text.chars().nth(40).is_some() { short + "…" } else { short }
}
