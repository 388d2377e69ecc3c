//! `relkit drop` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::index::IndexArgs;
use crate::{
    commands::{
        drop::{Format, Request},
        index_url, pyversions,
    },
    downloads::{Installers, Sorting},
    model::{PythonVersion, SupportPolicy, Version},
    stub::VersionPattern,
};

const EXAMPLES: &str = "\
Examples:
  relkit drop 3.9                                  what it costs and saves, and what is to be edited
  relkit drop 3.9 --source auto --history index    who runs it, and who falls back to which release
  relkit drop 3.9 --counts downloads.csv --history files.json --sizes dist/
  relkit drop --below 3.11 --diff                  the edits as a unified diff
  relkit drop 3.9 --write                          edit the project: all files or none
  relkit drop 3.9 --write --last '7.2.*'           setup.py tells users of 3.9 what to install
  relkit drop 3.9 --format markdown                for an issue or a pull request

Nothing is touched without --write. Edited are requires-python, classifiers, [tool.cibuildwheel], tox
and nox environments, target versions of linters, pre-commit, setup.py, a changelog, and the CI files
that relkit wrote. Lines that nobody should edit unseen are named with their place.

Nobody is asked unless you say so: downloads come from --counts FILE, else from --source, else from
what `relkit pyversions` left in the cache; releases from --history FILE, else from the index with
--history index or --index-url ADDRESS. What is not known is said, and never counts as nothing.

FILE of --history is JSON of the Simple API, or text with one file name a line; a folder may hold the
files. JSON alone tells Requires-Python.

Exit status:
  0  done, or nothing is left of these Pythons
  1  something is left to do: edits, without --write; lines to look at by hand
  2  could not be done: a Python that was never supported, none that would stay, a file that cannot
     be edited safely, changes that are not committed; nothing is written then";

/// Say what it costs to let an old Python go, and do it
///
/// Shows who runs it, when its life ends, what each release saves without it, and what its users
/// would install then. With --write the project's files are edited, and what they say stays in their
/// form.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Drop {
    /// The Pythons to drop, such as 3.9
    #[arg(value_name = "PYTHON", required_unless_present = "below")]
    pythons: Vec<PythonVersion>,
    /// Drop all that are older than this one
    #[arg(long, value_name = "PYTHON", conflicts_with = "pythons")]
    below: Option<PythonVersion>,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// How to report
    #[arg(long, value_enum, default_value = "table")]
    format: FormatArg,
    /// Write the report to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    edits: EditArgs,
    #[command(flatten)]
    figures: FigureArgs,
    #[command(flatten)]
    index: IndexArgs,
}

/// What is done with the files.
#[derive(Debug, Args)]
#[command(next_help_heading = "Edits")]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
struct EditArgs {
    /// Edit the project's files: all of them or none
    #[arg(long)]
    write: bool,
    /// Print the edits as a unified diff in place of the report
    #[arg(long, conflicts_with = "format")]
    diff: bool,
    /// Write though the folder has changes that are not committed
    #[arg(long, requires = "write")]
    force: bool,
    /// The release that users of the dropped Pythons are told to install, such as '6.1.*' [default:
    /// the one that they fall back to]
    #[arg(long, value_name = "VERSION")]
    last: Option<VersionPattern>,
    /// The first release without them, for the same message [default: the project's version]
    #[arg(long, value_name = "VERSION")]
    since: Option<Version>,
    /// Put no message for them into setup.py
    #[arg(long, conflicts_with_all = ["last", "since"])]
    no_stub: bool,
}

/// Where figures come from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Figures")]
struct FigureArgs {
    /// Take downloads from this file: Parquet, CSV, JSON lines, or the JSON of pypinfo or pypistats
    #[arg(long, value_name = "FILE")]
    counts: Option<PathBuf>,
    /// Ask for downloads: auto, pypistats, clickhouse, bigquery [default: look into the cache]
    #[arg(long, value_name = "SOURCE", conflicts_with = "counts")]
    source: Option<String>,
    /// Where answers are kept [default: the system's folder for caches]
    #[arg(long, value_name = "DIR")]
    cache_dir: Option<PathBuf>,
    /// The project that BigQuery bills [default: that of the credentials]
    #[arg(long, value_name = "PROJECT", requires = "source")]
    billing_project: Option<String>,
    /// Take sizes from a release: a file with its list, a folder with its files, or NAME==VERSION
    #[arg(long, value_name = "RELEASE")]
    sizes: Option<String>,
    /// The releases that are out: a file with a list, a folder with files, or `index`
    #[arg(long, value_name = "FILE|DIR|index")]
    history: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// For people
    Table,
    /// For machines: `relkit.drop/1`
    Json,
    /// For an issue or a pull request
    Markdown,
}

impl FigureArgs {
    /// How `relkit pyversions` would be asked; nobody but the cache where no source is named.
    fn request(
        &self,
        project: &std::path::Path,
        index: &index_url::Options,
    ) -> pyversions::Request {
        let source = match (&self.counts, &self.source) {
            (Some(file), _) => pyversions::Chosen::File(file.clone()),
            (None, Some(source)) => pyversions::Chosen::from(source.clone()),
            (None, None) => pyversions::Chosen::Auto,
        };
        let offline = index.offline || (self.counts.is_none() && self.source.is_none());
        pyversions::Request {
            projects: Vec::new(),
            format: pyversions::Format::Table,
            by: Vec::new(),
            rows: None,
            sorting: Sorting::Version,
            gates: Vec::new(),
            // Each Python is judged alike: what goes is decided already.
            support: Some(SupportPolicy::EndOfLife),
            backtest: None,
            output: None,
            project: project.to_owned(),
            days: pyversions::Days::Last,
            history: None,
            asking: pyversions::Asking {
                source,
                compare: false,
                installers: Installers::default(),
                cache: self.cache_dir.clone(),
                refresh: false,
                index: index_url::Options { offline, ..index.clone() },
                bigquery: pyversions::BigQueryLimits {
                    project: self.billing_project.clone(),
                    ..pyversions::BigQueryLimits::default()
                },
            },
        }
    }
}

impl From<Drop> for Request {
    fn from(typed: Drop) -> Self {
        let index: index_url::Options = typed.index.into();
        Self {
            pythons: typed.pythons,
            below: typed.below,
            write: typed.edits.write,
            diff: typed.edits.diff,
            force: typed.edits.force,
            counts: typed.figures.request(&typed.project, &index),
            asks: typed.figures.counts.is_some() || typed.figures.source.is_some(),
            project: typed.project,
            sizes: typed.figures.sizes,
            history: typed.figures.history,
            last: typed.edits.last,
            since: typed.edits.since,
            no_stub: typed.edits.no_stub,
            index,
            format: match typed.format {
                FormatArg::Table => Format::Table,
                FormatArg::Json => Format::Json,
                FormatArg::Markdown => Format::Markdown,
            },
            output: typed.output,
        }
    }
}
