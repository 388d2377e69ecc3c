//! What `relkit stub` does besides writing, as typed.

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};

use crate::commands::{
    Failure,
    stub::{attempt, lint},
};

/// Arguments that say what is written: they have no meaning beside what is there.
const WRITING: [&str; 10] = [
    "last",
    "url",
    "message",
    "form",
    "layout",
    "release",
    "speak",
    "output",
    "write_guard",
    "force",
];

/// Reading a refusal that is there.
#[derive(Debug, Args)]
#[command(next_help_heading = "Lint")]
pub(super) struct LintArgs {
    /// Say what makes a message vanish: in a setup.py, an sdist, or a folder of one
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = ["attempt", "platform", "renamed_to", "withdrawn", "needs_pip"])]
    #[arg(conflicts_with_all = WRITING)]
    pub lint: Option<PathBuf>,
}

/// Trying an sdist that is there. `--message` is the text to look for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Try")]
pub(super) struct TryArgs {
    /// Install an sdist with every interpreter and installer, and say who shows its message
    ///
    /// The message is what setup.py and the backend in the sdist say, or that of --message.
    #[arg(id = "attempt", long = "try", value_name = "SDIST")]
    #[arg(conflicts_with_all = ["dropped", "platform", "renamed_to", "withdrawn", "needs_pip", "versions"])]
    #[arg(conflicts_with_all = WRITING.iter().filter(|it| **it != "message"))]
    pub attempt: Option<PathBuf>,
    /// Try with this interpreter or installer (uv, poetry, pdm, pipenv, pip) too; may be given
    /// several times
    #[arg(long, value_name = "PATH", requires = "attempt")]
    with: Vec<PathBuf>,
    /// Try with nothing but what --with names
    #[arg(long, requires = "with")]
    with_only: bool,
    /// A folder of wheels and sdists that the loopback index has besides [default: setuptools, as
    /// it came with the interpreters]
    #[arg(long, value_name = "DIR", requires = "attempt")]
    find_links: Option<PathBuf>,
    /// Have the index state Requires-Python, as a real one does
    #[arg(long, requires = "attempt")]
    requires_python: bool,
    /// End an attempt after so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "240", requires = "attempt")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    timeout: u16,
    /// How many installers run at a time
    #[arg(long, value_name = "N", default_value = "2", requires = "attempt")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// Keep all that each attempt said in this folder
    #[arg(long, value_name = "DIR", requires = "attempt")]
    logs: Option<PathBuf>,
}

/// The forms of all reports.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FormatArg {
    /// For people
    Text,
    /// JSON for machines
    Json,
    /// Annotations of GitHub workflows; of --lint alone
    Github,
    /// For a pull request; of --try alone
    Markdown,
}

impl FormatArg {
    /// As a form of the lint's report.
    pub(super) fn of_lint(self) -> Result<lint::Format, Failure> {
        match self {
            Self::Text => Ok(lint::Format::Text),
            Self::Json => Ok(lint::Format::Json),
            Self::Github => Ok(lint::Format::Github),
            Self::Markdown => Err(Failure::new("--lint has no markdown report")
                .hint("--format takes text, json or github here")),
        }
    }

    /// As a form of the report of installers.
    pub(super) fn of_try(self) -> Result<attempt::Format, Failure> {
        match self {
            Self::Text => Ok(attempt::Format::Text),
            Self::Json => Ok(attempt::Format::Json),
            Self::Markdown => Ok(attempt::Format::Markdown),
            Self::Github => Err(Failure::new("--try has no annotations to report")
                .hint("--format takes text, json or markdown here")),
        }
    }
}

impl TryArgs {
    /// What is to be tried with this sdist.
    pub(super) fn request(
        self,
        sdist: PathBuf,
        message: Option<PathBuf>,
        format: attempt::Format,
    ) -> attempt::Request {
        attempt::Request {
            sdist,
            message,
            with: self.with,
            with_only: self.with_only,
            find_links: self.find_links,
            requires_python: self.requires_python,
            timeout: Duration::from_secs(self.timeout.into()),
            jobs: self.jobs.into(),
            logs: self.logs,
            format,
        }
    }
}
