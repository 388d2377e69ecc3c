//! `relkit pyversions` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::index::IndexArgs;
use crate::{
    advice::Gate,
    commands::pyversions::{Asking, BigQueryLimits, Chosen, Days, Format, Request},
    downloads::{Dimension, Installers, Sorting},
    model::{ProjectName, SupportPolicy},
};

const EXAMPLES: &str = "\
Examples:
  relkit pyversions psutil                         shares of the last 28 days, and a verdict
  relkit pyversions psutil --by system,cpu,libc    who runs it where
  relkit pyversions psutil --fail-if '3.8 > 1%'    a gate for CI
  relkit pyversions psutil numpy --format markdown side by side, for a pull request
  relkit pyversions psutil --format html -o pyversions.html
  relkit pyversions psutil --source bigquery --dry-run
  relkit pyversions psutil --source downloads.parquet
  relkit pyversions psutil --compare-sources       why two tools disagree
  relkit pyversions --backtest history.csv         how well forecasts would have done

Sources: pypistats.org and ClickHouse's public data need no account. BigQuery
needs a project of yours and bills what a query reads, never more than
--max-bytes, and once: the answer is kept as a cube in Parquet, from which
other splits are free. A file is Parquet, CSV or JSON lines in the form of
PyPI's table, a cube that relkit wrote, or the JSON of pypinfo or pypistats.
Without --source the first that answers is taken, and the report says which,
and why others were not.

Shares are of all downloads that count: unknown Pythons are a row of their
own, mirrors are left out where the source lets them be told apart, and days
are whole.

A condition of --fail-if is WHOSE COMPARISON PERCENT:
  '3.8 > 1%'  '<3.9 >= 5'  '>=3.6,<3.9 > 2%'  'eol > 10% of all'
WHOSE is a Python, a range of them, or one of eol (past their end of life),
spec0, nep29 (no longer asked for there), newest, unknown, other, pre-release;
several Pythons are added up. COMPARISON is >, >=, < or <=. PERCENT is of the
downloads with a known Python, the second percentage of tables, or with
`of all` of all downloads; the sign may be left out.

Exit status: 0 done; 1 a condition of --fail-if holds; 2 it could not be done,
or a condition could not be decided.";

/// Say which Pythons a project's users run, and which of them to drop
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Pyversions {
    /// Projects on PyPI [default: that of the folder]
    #[arg(value_name = "NAME")]
    projects: Vec<ProjectName>,
    /// How to report
    #[arg(long, value_enum, default_value = "table")]
    format: FormatArg,
    /// Further splits, such as system,cpu,libc,installer,ci,version,kind,file
    #[arg(long, value_delimiter = ',', value_name = "DIMENSIONS")]
    by: Vec<Dimension>,
    /// Rows of a split that are shown; 0 for all [default: 15 in tables, all elsewhere]
    #[arg(long, value_name = "N")]
    rows: Option<usize>,
    /// The order of rows
    #[arg(long, value_enum, default_value = "version")]
    sort: SortArg,
    /// Exit with 1 where this holds, such as '3.8 > 1%', 'eol > 10% of all'; may be given several times
    #[arg(long, value_name = "CONDITION")]
    fail_if: Vec<Gate>,
    /// Which Pythons are to be supported: eol, spec0, nep29, none, or a range such as '>=3.9'
    #[arg(long, value_name = "POLICY")]
    support: Option<SupportPolicy>,
    /// Print how well forecasts would have done on the history in this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["source", "compare_sources", "by", "fail_if"])]
    backtest: Option<PathBuf>,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The folder of the project whose plan says what each Python costs
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    #[command(flatten)]
    days: DaysArgs,
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    bigquery: BigQueryArgs,
    #[command(flatten)]
    index: IndexArgs,
}

/// Which days.
#[derive(Debug, Args)]
#[command(next_help_heading = "Days")]
struct DaysArgs {
    /// Whole days before today; multiples of 7 hold each weekday as often [default: 28, of a file its
    /// own last 28]
    #[arg(long, value_name = "N", conflicts_with_all = ["from", "to", "month"])]
    days: Option<u16>,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD", requires = "to")]
    from: Option<Date>,
    /// The last day
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    to: Option<Date>,
    /// A calendar month, or `last`
    #[arg(long, value_name = "YYYY-MM", conflicts_with_all = ["from", "to"])]
    month: Option<String>,
    /// Months of history for trends and forecasts; 0 for none [default: 24 where it is free]
    #[arg(long, value_name = "MONTHS")]
    history: Option<u16>,
}

/// Where counts come from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source")]
struct SourceArgs {
    /// auto, pypistats, clickhouse, bigquery, or the path of a file
    #[arg(long, value_name = "SOURCE", default_value = "auto")]
    source: String,
    /// Ask all sources and say why they differ
    #[arg(long)]
    compare_sources: bool,
    /// Whose downloads count: default, without-mirrors, all, or names such as pip,uv
    #[arg(long, value_name = "LIST", default_value = "default")]
    installers: Installers,
    /// Keep answers in this folder [default: that of the system for caches]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// Ask again what the cache knows
    #[arg(long, conflicts_with = "offline")]
    refresh: bool,
}

/// The limits of BigQuery.
#[derive(Debug, Args)]
#[command(next_help_heading = "BigQuery")]
struct BigQueryArgs {
    /// The project that is billed [default: that of the credentials]
    #[arg(long, value_name = "PROJECT")]
    billing_project: Option<String>,
    /// Bytes that a query may bill at most, such as 20GiB [default: 100GiB]
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    max_bytes: Option<u64>,
    /// Say what a query would read and cost and what was billed this month, and stop
    #[arg(long)]
    dry_run: bool,
    /// Read the table itself by the Storage Read API in place of a query
    #[arg(long)]
    raw: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// For people
    Table,
    /// For machines: `relkit.pyversions/1`
    Json,
    /// One tidy table
    Csv,
    /// For an issue or a pull request
    Markdown,
    /// One file that works offline
    Html,
    /// Charts of the shares now and of past months with the forecast
    Svg,
    /// The same in pixels
    Png,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SortArg {
    /// The newest version first
    Version,
    /// The most downloaded first
    Share,
}

/// A number of bytes: `500MB`, `20GiB`, `1TiB`.
fn bytes(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 9] = [
        ("kib", 1 << 10),
        ("mib", 1 << 20),
        ("gib", 1 << 30),
        ("tib", 1 << 40),
        ("kb", 1_000),
        ("mb", 1_000_000),
        ("gb", 1_000_000_000),
        ("tb", 1_000_000_000_000),
        ("b", 1),
    ];
    let lower = text.trim().to_ascii_lowercase();
    let known = UNITS.iter().find_map(|(unit, size)| Some((lower.strip_suffix(unit)?, *size)));
    let (number, size) = known.unwrap_or((&lower, 1));
    let number: u64 = number
        .trim()
        .parse()
        .map_err(|_| "expected a whole number with a unit such as MB, GiB or TiB".to_owned())?;
    number.checked_mul(size).ok_or_else(|| "more bytes than can be counted".to_owned())
}

impl From<Pyversions> for Request {
    fn from(typed: Pyversions) -> Self {
        let DaysArgs { days, from, to, month, history } = typed.days;
        let days = match (from.zip(to), month) {
            (Some((first, last)), _) => Days::Between(first, last),
            (None, Some(month)) => Days::Month(month),
            (None, None) => days.map_or(Days::Last, Days::Before),
        };
        Self {
            projects: typed.projects,
            format: match typed.format {
                FormatArg::Table => Format::Table,
                FormatArg::Json => Format::Json,
                FormatArg::Csv => Format::Csv,
                FormatArg::Markdown => Format::Markdown,
                FormatArg::Html => Format::Html,
                FormatArg::Svg => Format::Svg,
                FormatArg::Png => Format::Png,
            },
            by: typed.by,
            rows: typed.rows,
            sorting: match typed.sort {
                SortArg::Version => Sorting::Version,
                SortArg::Share => Sorting::Share,
            },
            gates: typed.fail_if,
            support: typed.support,
            backtest: typed.backtest,
            output: typed.output,
            project: typed.project,
            days,
            history,
            asking: Asking {
                source: Chosen::from(typed.source.source),
                compare: typed.source.compare_sources,
                installers: typed.source.installers,
                cache: typed.source.cache_dir,
                refresh: typed.source.refresh,
                index: typed.index.into(),
                bigquery: BigQueryLimits {
                    project: typed.bigquery.billing_project,
                    max_bytes: typed.bigquery.max_bytes,
                    dry_run: typed.bigquery.dry_run,
                    raw: typed.bigquery.raw,
                },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(bytes("20GiB"), Ok(20 << 30));
        assert_eq!(bytes("500 mb"), Ok(500_000_000));
        assert_eq!(bytes("7"), Ok(7));
        assert!(bytes("1.5GB").is_err() && bytes("-1").is_err() && bytes("").is_err());
        assert!(bytes("99999999999TiB").is_err());
    }
}
