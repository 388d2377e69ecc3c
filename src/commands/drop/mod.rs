//! `relkit drop`: project + counts + tables -> what goes with a Python, and the edits that let it go.

mod apply;

use std::path::PathBuf;

use super::{Context, Exit, Failure};
use crate::model::PythonVersion;

/// What `relkit drop` is asked to do.
#[derive(Debug)]
pub struct Request {
    /// The Pythons to drop
    pub pythons: Vec<PythonVersion>,
    /// Drop all that are older than this one
    pub below: Option<PythonVersion>,
    /// The project's folder
    pub project: PathBuf,
    /// Edit the files
    pub write: bool,
    /// Show the edits
    pub diff: bool,
    /// Write though there are changes that are not committed
    pub force: bool,
}

/// Runs the command.
pub fn run(_request: &Request, _context: &mut Context) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
