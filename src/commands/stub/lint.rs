//! `relkit stub --lint`: a refusal -> what makes its message vanish.

use std::path::PathBuf;

use crate::commands::{Context, Exit, Failure};

/// What is to be read.
#[derive(Debug)]
pub struct Request {
    /// A setup.py, an sdist, or a folder
    pub input: PathBuf,
}

/// Runs the command.
pub fn run(_request: &Request, _context: &mut Context) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
