//! `relkit init` as typed.

use std::path::PathBuf;

use clap::Args;

use super::index::IndexArgs;
use crate::commands::init::Request;

const EXAMPLES: &str = "\
Examples:
  relkit init -o relkit.toml
  relkit init --from-release psutil==7.2.2
  relkit init --from-release dist/ -o relkit.toml

Exit status: 0 done; 2 could not be done.";

/// Write a first configuration, or the one that makes a release again
///
/// Alone it writes a commented relkit.toml for the project: what relkit reads elsewhere is named, and
/// not repeated. With --from-release the platforms, stable ABIs, systems and gaps of a release are
/// inferred from the names of its files; what no plan makes again is listed with the reason.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Init {
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// The release: NAME==VERSION on the index, a file with names, or a folder
    #[arg(long, value_name = "RELEASE")]
    from_release: Option<String>,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
    #[command(flatten)]
    index: IndexArgs,
}

impl From<Init> for Request {
    fn from(typed: Init) -> Self {
        Self {
            project: typed.project,
            from_release: typed.from_release,
            output: typed.output,
            force: typed.force,
            index: typed.index.into(),
        }
    }
}
