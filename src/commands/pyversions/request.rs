//! What `relkit pyversions` is asked to do.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::{
    advice::Gate,
    commands::{Failure, index_url},
    downloads::{Dimension, Installers, Sorting},
    model::{ProjectName, SupportPolicy},
};

/// What `relkit pyversions` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// Whose downloads; that of the folder where there is none
    pub projects: Vec<ProjectName>,
    /// How to report
    pub format: Format,
    /// Further splits
    pub by: Vec<Dimension>,
    /// Rows of a split that are shown: 0 for all; `None` is what suits the format
    pub rows: Option<usize>,
    /// The order of rows
    pub sorting: Sorting,
    /// Conditions to fail on
    pub gates: Vec<Gate>,
    /// Which Pythons are to be supported; `None` is what the project's configuration says
    pub support: Option<SupportPolicy>,
    /// The history to try forecasts on, in place of everything else
    pub backtest: Option<PathBuf>,
    /// Where to write; `None` is standard output
    pub output: Option<PathBuf>,
    /// The folder of the project whose plan says what each Python costs
    pub project: PathBuf,
    /// Which days
    pub days: Days,
    /// Months of history: as asked, or what a source gives for free
    pub history: Option<u16>,
    /// Who is asked
    pub asking: Asking,
}

/// How to report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people
    Table,
    /// `relkit.pyversions/1`
    Json,
    /// One tidy table
    Csv,
    /// For an issue or a pull request
    Markdown,
    /// One file that works offline
    Html,
    /// Charts of the shares now and of past months, with the forecast
    Svg,
    /// The same in pixels
    Png,
}

/// Which days count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Days {
    /// Nothing was typed: the last 28 before today; of a file that ends earlier, its own last 28, or
    /// its last month where it has months alone
    Last,
    /// So many before today
    Before(u16),
    /// From the first to the last
    Between(Date, Date),
    /// A calendar month as typed: `2026-10`, or `last`
    Month(String),
}

/// Who is asked, and how.
#[derive(Debug)]
pub struct Asking {
    /// The source
    pub source: Chosen,
    /// Ask all sources and put them side by side
    pub compare: bool,
    /// Whose downloads count
    pub installers: Installers,
    /// Where answers are kept; `None` is the system's folder for caches
    pub cache: Option<PathBuf>,
    /// Ask again what the cache knows
    pub refresh: bool,
    /// The index that names a release's files, whether anybody may be asked at all, and what
    /// surrounds the process
    pub index: index_url::Options,
    /// The limits of BigQuery
    pub bigquery: BigQueryLimits,
}

/// A source as chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// The first that answers
    Auto,
    /// pypistats.org
    PyPiStats,
    /// ClickHouse's public data
    ClickHouse,
    /// BigQuery's public table
    BigQuery,
    /// A file
    File(PathBuf),
}

impl From<String> for Chosen {
    fn from(typed: String) -> Self {
        match typed.as_str() {
            "auto" => Self::Auto,
            "pypistats" => Self::PyPiStats,
            "clickhouse" => Self::ClickHouse,
            "bigquery" => Self::BigQuery,
            _ => Self::File(typed.into()),
        }
    }
}

/// The limits of BigQuery.
#[derive(Debug, Clone, Default)]
pub struct BigQueryLimits {
    /// The project that is billed; `None` is that of the credentials
    pub project: Option<String>,
    /// Bytes that a question may bill at most
    pub max_bytes: Option<u64>,
    /// Say what a question would cost, and stop
    pub dry_run: bool,
    /// Read the table itself
    pub raw: bool,
}

impl Asking {
    /// Refuses limits of BigQuery where nobody asks it: they would be taken for granted.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let limits = &self.bigquery;
        let named = limits.project.is_some();
        let asked = match self.source {
            Chosen::BigQuery => true,
            Chosen::Auto => named,
            _ => named && self.compare,
        };
        let given = [
            ("--dry-run", limits.dry_run),
            ("--raw", limits.raw),
            ("--max-bytes", limits.max_bytes.is_some()),
            ("--billing-project", named),
        ];
        match given.into_iter().find(|(_, given)| *given && !asked) {
            None => Ok(()),
            Some((option, _)) => Err(Failure::new(format!("{option} needs --source bigquery"))
                .hint("the other sources read nothing that is billed")),
        }
    }
}
