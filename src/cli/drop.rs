//! `relkit drop` as typed.

use std::path::PathBuf;

use clap::Args;

use crate::{commands::drop::Request, model::PythonVersion};

/// Say what it costs to let an old Python go, and do it
#[derive(Debug, Args)]
pub(super) struct Drop {
    /// The Pythons to drop
    #[arg(value_name = "PYTHON", required_unless_present = "below")]
    pythons: Vec<PythonVersion>,
    /// Drop all that are older than this one
    #[arg(long, value_name = "PYTHON", conflicts_with = "pythons")]
    below: Option<PythonVersion>,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// Edit the project's files: all of them or none
    #[arg(long)]
    write: bool,
    /// Show the edits
    #[arg(long)]
    diff: bool,
    /// Write though the folder has changes that are not committed
    #[arg(long, requires = "write")]
    force: bool,
}

impl From<Drop> for Request {
    fn from(typed: Drop) -> Self {
        Self {
            pythons: typed.pythons,
            below: typed.below,
            project: typed.project,
            write: typed.write,
            diff: typed.diff,
            force: typed.force,
        }
    }
}
