//! `relkit stub` as typed.

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};

use crate::{
    commands::{
        Context, Exit, Failure,
        stub::{self, attempt, lint},
    },
    model::PythonVersion,
};

/// Write what refuses to install, with a message that its users really see
#[derive(Debug, Args)]
pub(super) struct Stub {
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
    /// The Python that is refused; may be given several times
    #[arg(long, value_name = "PYTHON")]
    dropped: Vec<PythonVersion>,
    /// Look for what makes a message vanish: in a setup.py, an sdist, or a folder of one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["dropped", "attempt"])]
    lint: Option<PathBuf>,
    /// Install an sdist with every interpreter and installer, and see who shows its message
    #[arg(long = "try", value_name = "SDIST", conflicts_with = "dropped")]
    attempt: Option<PathBuf>,
    #[command(flatten)]
    trying: TryArgs,
}

/// How an sdist is tried.
#[derive(Debug, Args)]
struct TryArgs {
    /// The message to look for [default: what setup.py and the backend in the sdist say]
    #[arg(long, value_name = "FILE", help_heading = "Trial", requires = "attempt")]
    message: Option<PathBuf>,
    /// Try this interpreter or installer (uv, poetry, pdm, pipenv, pip) too; may be given several
    /// times
    #[arg(long, value_name = "PATH", help_heading = "Trial", requires = "attempt")]
    with: Vec<PathBuf>,
    /// Try nothing but what --with names
    #[arg(long, help_heading = "Trial", requires = "with")]
    with_only: bool,
    /// Serve the wheels and sdists of this folder too, such as setuptools [default: setuptools as
    /// it came with the interpreters]
    #[arg(long, value_name = "DIR", help_heading = "Trial", requires = "attempt")]
    find_links: Option<PathBuf>,
    /// Let the index tell the sdist's Requires-Python, which hides it from the Pythons it refuses
    #[arg(long, help_heading = "Trial", requires = "attempt")]
    requires_python: bool,
    /// End an attempt after so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "240", help_heading = "Trial")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    timeout: u16,
    /// How many attempts run at a time
    #[arg(long, value_name = "N", default_value = "2", help_heading = "Trial")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// Keep the whole output of each attempt in this folder
    #[arg(long, value_name = "DIR", help_heading = "Trial", requires = "attempt")]
    logs: Option<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value = "text", help_heading = "Trial")]
    format: TryFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TryFormat {
    /// For people
    Text,
    /// JSON for machines, schema `relkit.stub.trial/1`
    Json,
    /// For the comment of a pull request or a page
    Markdown,
}

impl TryArgs {
    fn request(self, sdist: PathBuf) -> attempt::Request {
        attempt::Request {
            sdist,
            message: self.message,
            with: self.with,
            with_only: self.with_only,
            find_links: self.find_links,
            requires_python: self.requires_python,
            timeout: Duration::from_secs(self.timeout.into()),
            jobs: self.jobs.into(),
            logs: self.logs,
            format: match self.format {
                TryFormat::Text => attempt::Format::Text,
                TryFormat::Json => attempt::Format::Json,
                TryFormat::Markdown => attempt::Format::Markdown,
            },
            output: None,
        }
    }
}

impl Stub {
    /// Does what is asked.
    pub(super) fn run(self, context: &mut Context) -> Result<Exit, Failure> {
        match (self.lint, self.attempt) {
            (Some(input), _) => lint::run(&lint::Request { input }, context),
            (_, Some(sdist)) => attempt::run(&self.trying.request(sdist), context),
            _ => {
                stub::run(&stub::Request { project: self.project, dropped: self.dropped }, context)
            }
        }
    }
}
