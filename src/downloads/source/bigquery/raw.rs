//! The table itself, row by row: what a query counts on the server is counted here.
//!
//! The Storage Read API bills the bytes that it reads: whole days of the columns that are asked
//! for, however few of their rows are the project's. It has neither a dry run nor a limit, so that
//! the bound of the equal query stands for both.

use std::collections::BTreeSet;

use arrow_array::{Array, RecordBatch};
use jiff::{Span, civil::Date};

use super::{
    batch::{Column, Texts},
    cube::Cube,
    query::{TABLE, after},
    session::Session,
    storage::{self, Reading},
    wire::Table,
};
use crate::{
    downloads::{Dimension, Installers, SourceError, Wanted, clean},
    tables::DownloadRules,
};

const TIMESTAMP: &str = "timestamp";
const FILE: &str = "file.filename";
const INSTALLER: &str = "details.installer.name";
const CI: &str = "details.ci";
const MICROS_A_DAY: i64 = 86_400_000_000;

/// Adds all rows of the project on these days.
pub(super) fn read(
    session: &Session,
    wanted: &Wanted,
    dimensions: &[Dimension],
    rules: &DownloadRules,
    whole_columns: bool,
    cube: &mut Cube,
) -> Result<(), SourceError> {
    let columns = columns(dimensions, &wanted.installers);
    let fields: BTreeSet<&str> = columns
        .iter()
        .map(|path| if whole_columns { path.split('.').next().unwrap_or(path) } else { path })
        .collect();
    let mut names = TABLE.split('.').map(str::to_owned);
    let mut next = || names.next().unwrap_or_default();
    let table = Table { project: next(), dataset: next(), name: next() };
    let reading = Reading {
        table: table.path(),
        fields: fields.into_iter().map(str::to_owned).collect(),
        restriction: restriction(wanted),
    };
    let mut count = |batch: &RecordBatch| add(batch, &columns, &wanted.installers, rules, cube);
    storage::read(session, &reading, &mut count)?;
    Ok(())
}

/// The condition on rows. It takes no parameters: the name is normalised and the days are dates, so
/// that nothing in them ends a text.
fn restriction(wanted: &Wanted) -> String {
    let days = wanted.days();
    let (first, after_last) = (days.first, after(days.last));
    let project = wanted.project.normalized();
    format!(
        "project = '{project}' AND timestamp >= TIMESTAMP '{first} 00:00:00+00' \
         AND timestamp < TIMESTAMP '{after_last} 00:00:00+00'"
    )
}

/// The columns that are read for these dimensions.
fn columns(dimensions: &[Dimension], installers: &Installers) -> BTreeSet<&'static str> {
    let mut columns: BTreeSet<&str> = [TIMESTAMP, FILE].into();
    if *installers != Installers::Everything {
        columns.insert(INSTALLER);
    }
    columns.extend(dimensions.iter().flat_map(|dimension| sources(*dimension)));
    columns
}

/// The columns that a dimension is made of, in the order of [`clean::value`].
fn sources(dimension: Dimension) -> &'static [&'static str] {
    match dimension {
        Dimension::Day => &[TIMESTAMP],
        Dimension::Version => &["file.version"],
        Dimension::Python => &["details.python"],
        Dimension::System => &["details.system.name"],
        Dimension::SystemRelease => {
            &["details.system.release", "details.system.name", "details.distro.version"]
        }
        Dimension::Distro => &["details.distro.name", "details.distro.version"],
        Dimension::Cpu => &["details.cpu"],
        Dimension::Libc => &["details.distro.libc.lib"],
        Dimension::LibcVersion => &["details.distro.libc.version", "details.distro.libc.lib"],
        Dimension::Installer => &[INSTALLER],
        Dimension::Ci => &[CI],
        Dimension::Kind | Dimension::File => &[FILE],
    }
}

/// Adds the rows of a batch that count.
fn add(
    batch: &RecordBatch,
    columns: &BTreeSet<&'static str>,
    installers: &Installers,
    rules: &DownloadRules,
    cube: &mut Cube,
) -> Result<(), SourceError> {
    let times = Column::find(batch, TIMESTAMP)?;
    let times = times.times(TIMESTAMP)?;
    let ci = columns.contains(CI).then(|| Column::find(batch, CI)).transpose()?;
    let truths = ci.as_ref().map(|column| column.truths(CI)).transpose()?;
    let mut found = Vec::new();
    for path in columns.iter().filter(|path| !matches!(**path, TIMESTAMP | CI)) {
        found.push((*path, Column::find(batch, path)?));
    }
    let mut texts: Vec<(&str, Texts)> = Vec::new();
    for (path, column) in &found {
        texts.push((path, column.text(path)?));
    }
    for row in 0..batch.num_rows() {
        let text = |path: &str| {
            let (_, texts) = texts.iter().find(|(known, _)| *known == path)?;
            texts.get(row)
        };
        let is_beside = text(FILE).is_some_and(clean::is_sidecar);
        if is_beside || !installers.counts(text(INSTALLER), rules) {
            continue;
        }
        let day = (!times.is_null(row)).then(|| day(times.value(row))).flatten();
        let is_ci = ci.as_ref().zip(truths).and_then(|(column, truths)| {
            (!column.is_null(row)).then(|| if truths.value(row) { "yes" } else { "no" })
        });
        let cells = |dimension| match dimension {
            Dimension::Day => [day.as_deref(), None, None],
            Dimension::Ci => [is_ci, None, None],
            other => {
                let mut names = sources(other).iter();
                [(); 3].map(|()| text(names.next()?))
            }
        };
        cube.add(cells, 1)?;
    }
    Ok(())
}

/// The day in UTC of microseconds since 1970.
fn day(micros: i64) -> Option<String> {
    let days = micros.div_euclid(MICROS_A_DAY);
    let days = Span::new().try_days(days).ok()?;
    Date::constant(1970, 1, 1).checked_add(days).ok().map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_utc() {
        assert_eq!(day(0).as_deref(), Some("1970-01-01"));
        assert_eq!(day(-1).as_deref(), Some("1969-12-31"));
        assert_eq!(day(1_795_391_999_999_999).as_deref(), Some("2026-11-22"));
        assert_eq!(day(i64::MAX), None);
    }

    #[test]
    fn no_more_columns_are_read_than_needed() {
        let of = |dimensions: &[Dimension], installers: &Installers| {
            columns(dimensions, installers).into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of(&[Dimension::Day], &Installers::Everything), "file.filename timestamp");
        assert_eq!(
            of(&[Dimension::Python, Dimension::LibcVersion], &Installers::Installing),
            "details.distro.libc.lib details.distro.libc.version details.installer.name \
             details.python file.filename timestamp"
        );
    }
}
