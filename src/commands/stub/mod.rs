//! `relkit stub`: project + message -> files that refuse to install.

pub mod attempt;
pub mod lint;

use std::path::PathBuf;

use super::{Context, Exit, Failure};
use crate::model::PythonVersion;

/// What `relkit stub` is asked to write.
#[derive(Debug)]
pub struct Request {
    /// The project's folder
    pub project: PathBuf,
    /// The Pythons that are refused
    pub dropped: Vec<PythonVersion>,
}

/// Runs the command.
pub fn run(_request: &Request, _context: &mut Context) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
