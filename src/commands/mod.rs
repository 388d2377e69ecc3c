//! The commands: load, compute, report. Each returns an [`Exit`] or a [`Failure`].

pub mod against;
mod bar;
pub mod check;
mod context;
pub mod cost;
pub mod drop;
mod environment;
pub mod explain;
mod failure;
mod files;
mod import;
pub mod index_url;
pub mod init;
mod interpreters;
pub mod matrix;
mod pool;
pub mod pyversions;
pub mod release_list;
pub mod smoke;
pub mod stub;
mod terminal;
mod workflow_size;

pub use context::Context;
pub use environment::{Environment, System};
pub use failure::Failure;
pub use terminal::{Aside, OutputError, Terminal, Verbosity};

/// How a command ended; the process's exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, and nothing to complain of
    Fine,
    /// 1: done, and there are findings (or a stale file)
    Findings,
    /// 2: could not be done
    Failed,
}

impl Exit {
    /// The process's exit status.
    pub const fn status(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}
