//! What is asked of the database.

use super::super::web::ROWS;
use crate::downloads::{Dimension, Wanted, Window};

/// One table by day, and the columns whose values are told apart.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) table: &'static str,
    pub(super) columns: Vec<Column>,
    pub(super) window: Window,
}

/// A column of the tables, beside `date`, `project` and `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Version,
    Python,
    System,
    Installer,
    Type,
}

/// The table of the sums of days.
pub(super) const BY_DAY: &str = "pypi.pypi_downloads_per_day";

/// The sums of days in a single row: a server that limits the rows of results gives all of it.
pub(super) const DAYS: &str = "SELECT groupArray(date) AS days, groupArray(downloads) AS downloads \
    FROM (SELECT date, sum(count) AS downloads FROM pypi.pypi_downloads_per_day \
    WHERE project = {project:String} AND date BETWEEN {first:Date} AND {last:Date} GROUP BY date)";

const BY_VERSION: &str = "pypi.pypi_downloads_per_day_by_version";
const BY_PYTHON: &str = "pypi.pypi_downloads_per_day_by_version_by_python";
const BY_SYSTEM: &str = "pypi.pypi_downloads_per_day_by_version_by_system";
/// Its key has a type, unlike that of the next one.
const BY_TYPE: &str = "pypi.pypi_downloads_per_day_by_version_by_file_type";
/// Its key ends with the installer: rows of several types are added up under one of them, so that
/// its column `type` says nothing.
const BY_INSTALLER: &str = "pypi.pypi_downloads_per_day_by_version_by_installer_by_type";

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Python => "python_minor",
            Self::System => "system",
            Self::Installer => "installer",
            Self::Type => "type",
        }
    }

    fn dimension(self) -> Dimension {
        match self {
            Self::Version => Dimension::Version,
            Self::Python => Dimension::Python,
            Self::System => Dimension::System,
            Self::Installer => Dimension::Installer,
            Self::Type => Dimension::Kind,
        }
    }
}

impl Question {
    /// The sums of installers.
    pub(super) fn installers(window: Window) -> Self {
        Self { table: BY_INSTALLER, columns: vec![Column::Installer], window }
    }

    pub(super) fn dimensions(&self) -> Vec<Dimension> {
        let columns = self.columns.iter().map(|column| column.dimension());
        [Dimension::Day].into_iter().chain(columns).collect()
    }

    /// The text; the project and the days are parameters.
    ///
    /// The tables add up in the background (`SummingMergeTree`), so that a row may stand in them
    /// several times: only sums count.
    pub(super) fn sql(&self) -> String {
        let columns: String =
            self.columns.iter().map(|column| format!(", {}", column.name())).collect();
        format!(
            "SELECT date{columns}, sum(count) AS downloads FROM {} \
             WHERE project = {{project:String}} AND date BETWEEN {{first:Date}} AND {{last:Date}} \
             GROUP BY date{columns} LIMIT {ROWS}",
            self.table
        )
    }
}

/// The questions that answer what is wanted, those over all days first: [`Answer::by`] takes the
/// first counts that know what it is asked.
///
/// Releases are told apart on the days of the shares alone; a trend needs none, and a project with
/// a hundred of them would bring a hundred times the rows.
///
/// [`Answer::by`]: crate::downloads::Answer::by
pub(super) fn questions(wanted: &Wanted) -> Vec<Question> {
    let asked = |dimension: Dimension| wanted.dimensions.contains(&dimension);
    let mut tables = Vec::new();
    if asked(Dimension::Python) {
        tables.push((BY_PYTHON, vec![Column::Python]));
    }
    if asked(Dimension::System) {
        tables.push((BY_SYSTEM, vec![Column::System]));
    }
    if asked(Dimension::Installer) {
        tables.push((BY_INSTALLER, vec![Column::Installer]));
    }
    if asked(Dimension::Kind) {
        tables.push((BY_TYPE, vec![Column::Type]));
    }
    let versions = asked(Dimension::Version);
    let mut questions = Vec::new();
    if wanted.history.is_some() || !versions {
        questions.extend(tables.iter().map(|(table, columns)| Question {
            table,
            columns: columns.clone(),
            window: wanted.days(),
        }));
    }
    if versions {
        if tables.is_empty() {
            tables.push((BY_VERSION, Vec::new()));
        }
        questions.extend(tables.into_iter().map(|(table, columns)| Question {
            table,
            columns: [Column::Version].into_iter().chain(columns).collect(),
            window: wanted.window,
        }));
    }
    questions
}
