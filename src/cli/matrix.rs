//! `relkit matrix` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::index::IndexArgs;
use crate::commands::{
    against,
    matrix::{Format, Request},
};

const EXAMPLES: &str = "\
Examples:
  relkit matrix > .github/workflows/build.yml
  relkit matrix -o .github/workflows/build.yml
  relkit matrix --check .github/workflows/build.yml
  relkit matrix --project ../psutil --format table
  relkit matrix --against psutil==7.2.2

Exit status: 0 done, or fresh with --check; 1 stale with --check, or files lost
with --against; 2 could not be done.";

/// Write the CI workflow that builds, tests and publishes the wheels
///
/// Reads pyproject.toml, setup.cfg and Cargo.toml of the project, plans the files of a release as
/// installers will choose them, and writes a GitHub Actions workflow: sdist, wheels by cibuildwheel
/// from that sdist, a gate that compares the files with the plan, trusted publishing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Matrix {
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// What to write: the workflow, or the plan behind it
    #[arg(long, value_enum, default_value = "github")]
    format: FormatArg,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE", conflicts_with = "check")]
    output: Option<PathBuf>,
    /// Compare with this file: print the difference and exit with 1 when it is stale
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
    /// Compare the plan with a release: NAME==VERSION on the index, a file with names, or a folder;
    /// exit with 1 when files of it are lost
    #[arg(long, value_name = "RELEASE", conflicts_with = "check")]
    against: Option<String>,
    #[command(flatten)]
    index: IndexArgs,
}

impl Matrix {
    /// The comparison that is asked for, or the rest.
    pub(super) fn against(self) -> Result<against::Request, Box<Self>> {
        let Some(release) = self.against else { return Err(Box::new(self)) };
        Ok(against::Request {
            project: self.project,
            release,
            json: matches!(self.format, FormatArg::Json),
            output: self.output,
            index: self.index.into(),
        })
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// A GitHub Actions workflow
    Github,
    /// Tables for people
    Table,
    /// JSON for machines, schema `relkit.plan/1`
    Json,
}

impl From<Matrix> for Request {
    fn from(typed: Matrix) -> Self {
        Self {
            project: typed.project,
            format: match typed.format {
                FormatArg::Github => Format::Github,
                FormatArg::Table => Format::Table,
                FormatArg::Json => Format::Json,
            },
            output: typed.output,
            check: typed.check,
        }
    }
}
