//! `relkit stub --try`: an sdist + installers -> who shows its message.

use std::path::PathBuf;

use crate::commands::{Context, Exit, Failure};

/// What is to be tried.
#[derive(Debug)]
pub struct Request {
    /// The sdist
    pub sdist: PathBuf,
}

/// Runs the command.
pub fn run(_request: &Request, _context: &mut Context) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
