//! `relkit stub` as typed.

use std::path::PathBuf;

use clap::Args;

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
}

impl Stub {
    /// Does what is asked.
    pub(super) fn run(self, context: &mut Context) -> Result<Exit, Failure> {
        match (self.lint, self.attempt) {
            (Some(input), _) => lint::run(&lint::Request { input }, context),
            (_, Some(sdist)) => attempt::run(&attempt::Request { sdist }, context),
            _ => {
                stub::run(&stub::Request { project: self.project, dropped: self.dropped }, context)
            }
        }
    }
}
