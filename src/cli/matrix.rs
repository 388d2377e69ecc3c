//! `relkit matrix` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{index::IndexArgs, matrix_cost::CostArgs};
use crate::commands::{
    self,
    matrix::{Format, Request},
};

const EXAMPLES: &str = "\
Examples:
  relkit matrix > .github/workflows/build.yml
  relkit matrix -o .github/workflows/build.yml
  relkit matrix --check .github/workflows/build.yml
  relkit matrix --project ../psutil --format table
  relkit matrix --cost --timings run.json
  relkit matrix --drop 3.10 --abi3 3.12

Exit status: 0 done, or fresh with --check; 1 stale with --check; 2 could not be done.";

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
    #[command(flatten)]
    cost: CostArgs,
    #[command(flatten)]
    index: IndexArgs,
}

impl Matrix {
    /// What costs or a simulation are asked for, if they are.
    pub(super) fn cost_request(&self) -> Option<commands::cost::Request> {
        let json = matches!(self.format, FormatArg::Json);
        let index = self.index.clone().into();
        self.cost.request(self.project.clone(), json, self.output.clone(), index)
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
