//! `relkit pyversions` as typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::{
    commands::pyversions::Request,
    downloads::{Installers, Sorting},
    model::ProjectName,
};

const EXAMPLES: &str = "\
Examples:
  relkit pyversions psutil --source downloads.json";

/// Say which Pythons a project's users run, and which of them to drop
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Pyversions {
    /// Projects on PyPI
    #[arg(required = true, value_name = "NAME")]
    projects: Vec<ProjectName>,
    /// Where the counts come from
    #[arg(long, value_name = "SOURCE")]
    source: PathBuf,
    /// The whole days before today that count
    #[arg(long, default_value_t = 28)]
    days: u16,
    /// Whose downloads count: default, without-mirrors, all, or names such as pip,uv
    #[arg(long, value_name = "LIST", default_value = "default")]
    installers: Installers,
    /// The order of rows
    #[arg(long, value_enum, default_value = "version")]
    sort: Sort,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sort {
    /// The newest version first
    Version,
    /// The most downloaded first
    Share,
}

impl From<Pyversions> for Request {
    fn from(typed: Pyversions) -> Self {
        Self {
            projects: typed.projects,
            source: typed.source,
            days: typed.days,
            installers: typed.installers,
            sorting: match typed.sort {
                Sort::Version => Sorting::Version,
                Sort::Share => Sorting::Share,
            },
            output: typed.output,
        }
    }
}
