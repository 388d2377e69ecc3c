//! Rows of text on their way to groups, wherever they stand: CSV, JSON lines, JSON documents.

use std::collections::BTreeSet;

use super::{
    columns::{FIELDS, Field, Fields},
    found::Found,
    time::Days,
};
use crate::downloads::{
    Dimension, Wanted,
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
    project: String,
    first: i32,
    last: i32,
    days: Days,
    scratch: String,
    /// The last name of a project that was seen, and whether it is the wanted one
    last_project: Option<(String, bool)>,
}

/// Names of other projects that are kept for messages.
const MOST_PROJECTS: usize = 10_000;

impl<'a> Rows<'a> {
    pub(super) fn new(wanted: &Wanted, groups: Groups<'a>) -> Self {
        Self {
            found: Found::new(groups),
            project: wanted.project.normalized(),
            first: days_of(wanted.days().first),
            last: days_of(wanted.days().last),
            days: Days::default(),
            scratch: String::new(),
            last_project: None,
        }
    }

    pub(super) fn found(self) -> Found<'a> {
        self.found
    }

    /// Takes one row.
    pub(super) fn take(&mut self, row: &Row) -> Result<(), BadRow> {
        self.found.columns = self.found.columns.with(row.columns());
        let downloads = match (row.columns().has(Field::Downloads), row.get(Field::Downloads)) {
            (false, _) => 1,
            (true, text) => {
                let text = text.unwrap_or_default();
                text.trim().parse().map_err(|_| {
                    BadRow::Odd(format!("`{}` is no number of downloads", cut(text)))
                })?
            }
        };
        let day = if row.columns().has(Field::Time) {
            let text = row.get(Field::Time).unwrap_or_default();
            let day = self.days.of(text);
            Some(day.ok_or_else(|| BadRow::Odd(format!("`{}` is no timestamp", cut(text))))?)
        } else {
            None
        };
        if row.columns().has(Field::Project) && !self.is_wanted(row.get(Field::Project)) {
            return Ok(());
        }
        self.found.rows += 1;
        if let Some(day) = day {
            self.found.saw_day(day);
            if !(self.first..=self.last).contains(&day) {
                return Ok(());
            }
        }
        if row.get(Field::File).is_some_and(clean::is_sidecar) {
            return Ok(());
        }
        let counting = self.found.groups.counting();
        if row.columns().has(Field::Installer) && !counting.counts(row.get(Field::Installer)) {
            self.found.other_installers += downloads;
            return Ok(());
        }
        let mut key = Key::default();
        let dimensions = self.found.groups.dimensions().len();
        for (place, number) in key.iter_mut().enumerate().take(dimensions) {
            let dimension = self.found.groups.dimensions()[place];
            *number = if dimension == Dimension::Day {
                Groups::day(day.unwrap_or_default())
            } else {
                let parts = Field::parts(dimension);
                let mut raw = [None; MOST_PARTS];
                for (raw, field) in raw.iter_mut().zip(parts) {
                    *raw = row.get(*field);
                }
                self.found.groups.number(place, &raw[..parts.len()], &mut self.scratch)
            };
        }
        Ok(self.found.groups.add(key, downloads)?)
    }

    fn is_wanted(&mut self, name: Option<&str>) -> bool {
        let name = name.unwrap_or_default();
        if let Some((last, same)) = &self.last_project
            && last == name
        {
            return *same;
        }
        let same = name
            .parse::<crate::model::ProjectName>()
            .is_ok_and(|name| name.normalized() == self.project);
        let projects: &mut BTreeSet<String> = &mut self.found.projects;
        if !same && projects.len() < MOST_PROJECTS && name.len() < 100 {
            projects.insert(name.to_owned());
        }
        self.last_project = Some((name.to_owned(), same));
        same
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
