//! What is asked of the database.

use super::super::web::ROWS;
use crate::{
    downloads::{Dimension, Installers, Wanted, Window},
    tables::DownloadRules,
};

/// One table by day, and the columns whose values are told apart.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) table: &'static str,
    pub(super) columns: Vec<Column>,
    pub(super) window: Window,
    /// Whose downloads are counted; of tables of sums all are
    pub(super) programs: Option<Programs>,
}

/// Programs by their names in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Programs {
    /// These
    Only(Vec<String>),
    /// All but these, those without a name included
    But(Vec<String>),
}

impl Programs {
    /// Those that count; [`None`] where all do.
    pub(super) fn of(installers: &Installers, rules: &DownloadRules) -> Option<Self> {
        match installers {
            Installers::Everything => None,
            Installers::WithoutMirrors => Some(Self::But(rules.mirrors.clone())),
            Installers::Installing => Some(Self::Only(rules.counted.clone())),
            Installers::Only(names) => Some(Self::Only(names.iter().cloned().collect())),
        }
    }

    /// The names as the value of a parameter. No program has others than these characters in its
    /// name, and nothing in them ends a text.
    pub(super) fn parameter(&self) -> String {
        let (Self::Only(names) | Self::But(names)) = self;
        let plain =
            |name: &&String| name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_ ".contains(c));
        let names: Vec<String> = names.iter().filter(plain).map(|it| format!("'{it}'")).collect();
        format!("[{}]", names.join(","))
    }

    fn condition(&self) -> &'static str {
        match self {
            Self::Only(_) => " AND has({installers:Array(String)}, lower(installer))",
            Self::But(_) => " AND NOT has({installers:Array(String)}, lower(installer))",
        }
    }
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

/// The table of all downloads, sorted by project and day: it alone has a Python and an installer in
/// one row. Reading it takes the server more than reading sums.
const ROWS_OF_ALL: &str = "pypi.pypi";

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
        Self { table: BY_INSTALLER, columns: vec![Column::Installer], window, programs: None }
    }

    /// All that is wanted of the days of the shares, crossed, of these programs.
    pub(super) fn crossed(wanted: &Wanted, programs: Programs) -> Option<Self> {
        let all =
            [Column::Version, Column::Python, Column::System, Column::Installer, Column::Type];
        let asked = |column: &Column| wanted.dimensions.contains(&column.dimension());
        let columns: Vec<Column> = all.into_iter().filter(asked).collect();
        let window = wanted.window;
        let programs = Some(programs);
        (!columns.is_empty()).then_some(Self { table: ROWS_OF_ALL, columns, window, programs })
    }

    /// Pythons over all days, for a trend.
    pub(super) fn trend(wanted: &Wanted) -> Option<Self> {
        let asked = wanted.dimensions.contains(&Dimension::Python) && wanted.history.is_some();
        let columns = vec![Column::Python];
        asked.then(|| Self { table: BY_PYTHON, columns, window: wanted.days(), programs: None })
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
        let count = if self.table == ROWS_OF_ALL { "toInt64(count())" } else { "sum(count)" };
        let programs = self.programs.as_ref().map_or("", Programs::condition);
        format!(
            "SELECT date{columns}, {count} AS downloads FROM {} \
             WHERE project = {{project:String}} AND date BETWEEN {{first:Date}} AND {{last:Date}}\
             {programs} GROUP BY date{columns} LIMIT {ROWS}",
            self.table
        )
    }
}

/// The questions to tables of sums that answer what is wanted, those over all days first: [`Answer::by`] takes the
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
            programs: None,
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
            programs: None,
        }));
    }
    questions
}
