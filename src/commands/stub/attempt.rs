//! `relkit stub --try`: an sdist + installers -> who shows its message.

use std::path::PathBuf;

use crate::commands::{Context, Exit, Failure};

/// What is to be tried.
#[derive(Debug)]
pub struct Request {
    /// The sdist
    pub sdist: PathBuf,
    /// Interpreters and installers; where there are none, all that are found
    pub with: Vec<PathBuf>,
    /// A folder of wheels that the loopback index has besides: setuptools and its kind
    pub find_links: Option<PathBuf>,
    /// Whether the loopback index states the sdist's Requires-Python, as a real one does
    pub requires_python: bool,
    /// How to report
    pub format: Format,
    /// How many installers run at a time, at least one
    pub jobs: usize,
}

/// The forms of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people
    Text,
    /// For machines
    Json,
    /// For a pull request
    Markdown,
}

/// Runs the command.
pub fn run(_request: &Request, _context: &mut Context) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
