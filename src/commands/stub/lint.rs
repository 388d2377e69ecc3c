//! `relkit stub --lint`: a refusal -> what makes its message vanish.

use std::path::PathBuf;

use crate::{
    commands::{Context, Exit, Failure},
    model::PythonVersion,
};

/// What is to be read.
#[derive(Debug)]
pub struct Request {
    /// A setup.py, an sdist, or a folder
    pub input: PathBuf,
    /// The Pythons whose users are to see the message; none where the refusal itself says
    pub dropped: Vec<PythonVersion>,
    /// A list of the releases there are, a version a line: [`crate::stub::Releases`]
    pub versions: Option<PathBuf>,
    /// How to report
    pub format: Format,
}

/// The forms of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people
    Text,
    /// For machines
    Json,
    /// Annotations of GitHub workflows
    Github,
}

/// Runs the command.
pub fn run(_request: &Request, _context: &mut Context) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
