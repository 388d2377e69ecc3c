//! `relkit stub`: project + message -> files that refuse to install.

pub mod attempt;
pub mod lint;

use std::path::PathBuf;

use super::{Context, Exit, Failure};
use crate::{
    model::Version,
    stub::{Kind, Layout, VersionPattern},
};

/// What `relkit stub` is asked to write.
#[derive(Debug)]
pub struct Request {
    /// The project's folder
    pub project: PathBuf,
    /// Why it is refused, and for whom
    pub kind: Kind,
    /// The release that users are told to take
    pub last: Option<VersionPattern>,
    /// The first release without the Pythons that are refused; `None` for the project's version
    pub since: Option<Version>,
    /// The version of the sdist; `None` for the project's
    pub release: Option<Version>,
    /// Where users read more
    pub url: Option<String>,
    /// A file whose text takes the place of the message
    pub message: Option<PathBuf>,
    /// What is written; `None` for all that makes sense
    pub form: Option<Form>,
    /// The files of the sdist; `None` for those that most of its users see
    pub layout: Option<Layout>,
    /// Leave Requires-Python out, so that nobody falls back silently
    pub speak: bool,
    /// A list of the releases there are, a version a line
    pub versions: Option<PathBuf>,
    /// The folder to write to; `None` prints the guard
    pub output: Option<PathBuf>,
    /// Put the guard into the project's setup.py
    pub write_guard: bool,
    /// Do what is refused for its likely harm
    pub force: bool,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// What stands before the build of a project that still builds
    Guard,
    /// An sdist that does nothing but refuse
    Sdist,
    /// Both
    Both,
}

/// Runs the command.
pub fn run(_request: &Request, _context: &mut Context) -> Result<Exit, Failure> {
    Err(Failure::new("not there yet"))
}
