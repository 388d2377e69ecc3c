//! ClickHouse's public copy of PyPI's table: no key, all of the history, by day and release.
//!
//! The database `pypi` is that of [ClickPy](https://github.com/ClickHouse/clickpy). Its tables of
//! sums by day cross a release with a Python, with a system or with an installer, never two of those:
//! mirrors and browsers are in what they say of Pythons. So the days of the shares are asked of the
//! table of all downloads, which is sorted by project and day; the sums serve for earlier days, and
//! where that table does not answer. The user of the public server may change no setting.
//!
//! Architecture invariants:
//! - A question is a constant text; what a user typed goes into its parameters.
//! - The server may stop early and say nothing of it (`read_overflow_mode` and
//!   `result_overflow_mode` are `break` for its public user). So each answer is weighed against the
//!   sums by day, and asked again in halves where it is too light.

mod body;
mod installers;
mod question;
mod refusal;

use jiff::civil::Date;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;

use self::{
    body::{Count, DaysRow, Reply, Row, exception},
    installers::Told,
    question::{BY_DAY, Column, DAYS, Programs, Question, questions},
    refusal::{refusal, refused},
};
use super::{
    Source,
    web::{Days, ROWS, malformed, missing, not_json},
};
use crate::{
    downloads::{
        Answer, Completeness, Counted, Counts, Dimension, Installers, Origin, SourceError, Unread,
        Value, Wanted, Window, clean, share::percent,
    },
    net::{Address, Client, Request},
    tables::{DownloadRules, Pythons},
};

const NAME: &str = "clickhouse";

/// What its tables of sums count.
pub const ALL: &str = "all, mirrors and browsers included";

/// Requests for one table at most: a window that is too large is halved up to then.
const HALVES: u32 = 64;

/// The part of the sums by day, in percent, that the rows of a whole answer have at least. The two
/// tables are filled one after the other, so that the last day may differ a little.
const WHOLE: u128 = 99;

/// ClickHouse's public server, or another one with the same database.
#[derive(Debug)]
pub struct ClickHouse<'a> {
    client: &'a Client,
    base: Address,
    pythons: &'a Pythons,
    rules: &'a DownloadRules,
}

/// The rows of one table, and how much of them the server kept back.
struct Gathered {
    counts: Counts,
    requests: u32,
    partial: Option<(Window, u64, u64)>,
}

impl<'a> ClickHouse<'a> {
    /// The server at this address; the user is `demo` unless the address brings another one.
    pub fn new(
        client: &'a Client,
        base: Address,
        pythons: &'a Pythons,
        rules: &'a DownloadRules,
    ) -> Self {
        Self { client, base, pythons, rules }
    }

    /// Asks once.
    fn ask<R: DeserializeOwned>(
        &self,
        table: &str,
        sql: &str,
        wanted: &Wanted,
        days: Window,
        programs: Option<&Programs>,
    ) -> Result<Vec<R>, SourceError> {
        let project = wanted.project.normalized();
        let project = utf8_percent_encode(&project, NON_ALPHANUMERIC);
        let user = if self.base.has_credentials() { "" } else { "user=demo&" };
        let Window { first, last } = days;
        let link = format!(
            "?{user}default_format=JSON&wait_end_of_query=1&param_project={project}\
             &param_first={first}&param_last={last}"
        );
        let programs = programs.map(Programs::parameter).map(|names| {
            format!("&param_installers={}", utf8_percent_encode(&names, NON_ALPHANUMERIC))
        });
        let link = link + &programs.unwrap_or_default();
        let place = self.place(table);
        let address =
            self.base.link(&link).map_err(|error| malformed(&place, error.to_string()))?;
        let response = self
            .client
            .send(&Request {
                body: Some(("text/plain; charset=UTF-8", sql.as_bytes())),
                ..Request::get(&address, "application/json")
            })
            .map_err(|error| refusal(&place, error))?;
        let reply: Reply<R> = serde_json::from_slice(&response.body).map_err(|error| {
            exception(&response.body).map_or_else(
                || not_json(&place, "ClickHouse's JSON", &response, &error),
                |said| refused(&place, &said),
            )
        })?;
        if let Some(said) = reply.exception {
            return Err(refused(&place, exception(said.as_bytes()).as_ref().unwrap_or(&said)));
        }
        if reply.data.len() > ROWS {
            return Err(malformed(&place, format!("more than {ROWS} rows")));
        }
        Ok(reply.data)
    }

    /// The downloads of each day, which is little to read and tells what the rest must sum to.
    fn per_day(&self, wanted: &Wanted) -> Result<Counts, SourceError> {
        let window = wanted.days();
        let rows: Vec<DaysRow> = self.ask(BY_DAY, DAYS, wanted, window, None)?;
        let place = self.place(BY_DAY);
        let mut counts = Counts::new(vec![Dimension::Day]);
        for row in rows {
            if row.days.len() != row.downloads.len() {
                return Err(malformed(&place, "days and downloads are not of one length"));
            }
            for (at, (day, downloads)) in row.days.iter().zip(row.downloads).enumerate() {
                let (day, downloads) = checked(&place, at, day, downloads, window)?;
                counts.add(vec![day], downloads);
            }
        }
        Ok(counts)
    }

    /// The rows of a table on these days, in as many requests as the server makes necessary.
    fn gather(
        &self,
        question: &Question,
        wanted: &Wanted,
        per_day: &Counts,
    ) -> Result<Gathered, SourceError> {
        let mut gathered =
            Gathered { counts: Counts::new(question.dimensions()), requests: 0, partial: None };
        let mut open = vec![question.window];
        while let Some(window) = open.pop() {
            let rows = self.rows(question, wanted, window)?;
            gathered.requests += 1;
            let counts = self.counts(question, &rows, window)?;
            let all = per_day.within(window);
            let whole = rows.len() < ROWS && is_enough(&counts, &all);
            let (there, all) = (counts.total(), all.total());
            if !whole
                && gathered.requests < HALVES
                && let Some((early, late)) = halves(window)
            {
                open.extend([late, early]);
                continue;
            }
            if !whole {
                let (first, there_before, all_before) = gathered.partial.unwrap_or((window, 0, 0));
                gathered.partial =
                    Some((first.with(window), there_before + there, all_before + all));
            }
            for (key, downloads) in counts.rows() {
                gathered.counts.add(key.to_vec(), downloads);
            }
        }
        Ok(gathered)
    }

    fn rows(
        &self,
        question: &Question,
        wanted: &Wanted,
        window: Window,
    ) -> Result<Vec<Row>, SourceError> {
        self.ask(question.table, &question.sql(), wanted, window, question.programs.as_ref())
    }

    fn counts(
        &self,
        question: &Question,
        rows: &[Row],
        window: Window,
    ) -> Result<Counts, SourceError> {
        let mut counts = Counts::new(question.dimensions());
        let place = self.place(question.table);
        for (at, row) in rows.iter().enumerate() {
            let day = row.date.as_deref().unwrap_or_default();
            let (day, downloads) = checked(&place, at, day, row.downloads, window)?;
            let mut key = vec![day];
            key.extend(question.columns.iter().map(|column| self.value(*column, row)));
            counts.add(key, downloads);
        }
        Ok(counts)
    }

    fn value(&self, column: Column, row: &Row) -> Value {
        match column {
            Column::Version => clean::text(row.version.as_deref()),
            Column::Python => clean::python(row.python_minor.as_deref(), self.pythons),
            Column::System => clean::text(row.system.as_deref()),
            Column::Installer => clean::text(row.installer.as_deref()),
            // What is in a wheel stands in its name, which no table of sums has.
            Column::Type => match clean::text(row.kind.as_deref()) {
                Value::Known(kind) if kind.as_ref() == "bdist_wheel" => Value::known("wheel"),
                Value::Known(kind) if kind.as_ref() != "sdist" => Value::known("other"),
                value => value,
            },
        }
    }

    fn place(&self, table: &str) -> String {
        format!("{table} at {}", self.base)
    }
}

impl Source for ClickHouse<'_> {
    fn name(&self) -> &'static str {
        NAME
    }

    fn answer(&self, wanted: &Wanted, progress: &dyn Fn(&str)) -> Result<Answer, SourceError> {
        let mut questions = questions(wanted);
        if questions.is_empty()
            && let Some(other) = wanted.dimensions.iter().find(|asked| **asked != Dimension::Day)
        {
            return Err(SourceError::CannotSplit { source_name: NAME, asked: other.to_string() });
        }
        progress(&format!("asking ClickHouse for the days of {}", wanted.project));
        let per_day = self.per_day(wanted)?;
        let mut days = Days::default();
        for (key, _) in per_day.rows() {
            days.extend(key.first().and_then(Value::text).and_then(|day| day.parse().ok()));
        }
        if !days.any_in(wanted.window) {
            return Err(SourceError::NoDownloads {
                place: format!("ClickHouse at {}", self.base),
                project: wanted.project.to_string(),
                window: wanted.window,
            });
        }
        let (mut cubes, mut notes) = (Vec::new(), Vec::new());
        let mut counted = Counted::Fixed(ALL.to_owned());
        if wanted.installers == Installers::Everything {
            counted = Counted::Asked(wanted.installers.to_string());
        }
        if let Some(programs) = Programs::of(&wanted.installers, self.rules) {
            progress(&format!("asking ClickHouse for the installers of {}", wanted.project));
            let Told { counts, notes: told } = self.told_apart(wanted, programs, &per_day)?;
            notes.extend(told);
            if let Some(counts) = counts {
                cubes.push(counts);
                counted = Counted::Asked(wanted.installers.to_string());
                questions = Question::trend(wanted).into_iter().collect();
                notes.extend(questions.first().map(|_| {
                    "earlier months count all installers, mirrors and browsers included: \
                     ClickHouse has their sums alone"
                        .to_owned()
                }));
            }
        }
        for question in &questions {
            progress(&format!("asking ClickHouse for {} of {}", question.table, wanted.project));
            let gathered = self.gather(question, wanted, &per_day)?;
            if let Some((window, there, all)) = gathered.partial {
                notes.push(format!(
                    "the server stops early: {} has {:.1} % of the downloads of {window}",
                    question.table,
                    percent(there, all)
                ));
            }
            cubes.push(gathered.counts);
        }
        if cubes.is_empty() {
            cubes.push(per_day);
        }
        if wanted.dimensions.contains(&Dimension::Python) {
            notes.push("ClickHouse counts pre-releases with their release".to_owned());
        }
        if wanted.dimensions.contains(&Dimension::Kind) {
            notes.push("ClickHouse tells sdists from wheels, and no wheels apart".to_owned());
        }
        notes.extend(missing(NAME, wanted, &cubes));
        notes.extend(days.gaps("ClickHouse", wanted.window));
        Ok(Answer {
            project: wanted.project.clone(),
            origin: Origin {
                source: NAME,
                place: format!("database pypi at {}", self.base),
                window: days.window(),
                counted,
                completeness: Completeness::Whole,
                unread: Unread::default(),
                cost: None,
                cached: false,
                notes,
            },
            cubes,
        })
    }
}

/// Whether counts weigh what the sums by day do.
fn is_enough(counts: &Counts, per_day: &Counts) -> bool {
    u128::from(counts.total()) * 100 >= u128::from(per_day.total()) * WHOLE
}

/// The day and the downloads of a row, if they can be.
fn checked(
    place: &str,
    at: usize,
    day: &str,
    downloads: Count,
    window: Window,
) -> Result<(Value, u64), SourceError> {
    let bad = |what: String| malformed(place, format!("row {}: {what}", at + 1));
    let date: Date =
        day.parse().map_err(|_| bad(format!("expected a day as 2026-11-21, found {day:?}")))?;
    if !window.contains(date) {
        return Err(bad(format!("{date} was not asked for")));
    }
    let downloads =
        u64::try_from(downloads.0).map_err(|_| bad(format!("{} downloads", downloads.0)))?;
    Ok((Value::known(&date.to_string()), downloads))
}

/// The earlier and the later half of a window; [`None`] of a single day.
fn halves(window: Window) -> Option<(Window, Window)> {
    let middle = window.first.checked_add(jiff::Span::new().days(window.days() / 2)).ok()?;
    Some((Window::new(window.first, middle.yesterday().ok()?)?, Window::new(middle, window.last)?))
}
