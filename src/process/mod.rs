//! Child processes that are not trusted: bounded in time and output, ended with all that they made.
//!
//! The flow: [`Child`] says what is run → [`run`] hears its lines, or [`run_together`] both of its
//! streams → [`Ran`] says how it ended, and whether anything outlived it.
//!
//! Architecture invariants:
//! - Nothing of a child is left when `run` returns, whichever way it ended: its process group is
//!   ended, and on Linux every process that carries the child's own mark among its variables, which
//!   whoever leaves the group (`setsid`) keeps. Who leaves the group *and* drops its variables is
//!   found at the end of the command ([`end_orphans`]); a daemon on another system, or where Linux
//!   shows no `/proc` of its own, is not.
//! - Only what carries the mark or is of the group is signalled: the mark is new for each child, and no
//!   other process on the machine has it.
//! - Nobody waits without a bound: neither for a pipe that another process holds open, nor for a
//!   process that does not go away. Both pipes are read to their end or to their bound, so no child
//!   hangs because nobody reads.
//! - Where relkit itself is ended, in whichever way, a shell beside it ([`keep`]) does the same.
//!
//! It uses the standard library and rustix alone. Others start only what is trusted: git, and the pip
//! that is asked for its index; `tests/suite/layers.rs` names them.

mod child;
mod ended;
mod keeper;
mod leftover;
mod mark;
mod orphans;
mod pipes;
#[cfg(target_os = "linux")]
mod proc;
mod remove;
mod running;
mod signals;

use std::io;

use self::running::Running;
pub use child::{Child, inherited};
pub use ended::Ended;
pub use keeper::{Kept, keep};
pub use orphans::{adopt, end_orphans};
pub use remove::remove;

/// How a process ended.
#[derive(Debug)]
pub struct Ran {
    /// In which way
    pub ended: Ended,
    /// What it said: the beginning and the end of standard error for [`run`], both streams in order
    /// for [`run_together`]
    pub said: String,
    /// How long it took
    pub seconds: f64,
    /// It ended by itself, and half a second later a process of it was still there and was ended
    pub outlived: bool,
}

impl Ran {
    /// That of a process which could not be started.
    pub fn not_started(error: &io::Error) -> Self {
        let ended = Ended::NotStarted(error.to_string());
        Self { ended, said: String::new(), seconds: 0.0, outlived: false }
    }
}

/// Runs a process to its end, which comes at the latest with its limit; `line` gets each line of
/// its standard output without the line feed.
pub fn run(child: &Child<'_>, mut line: impl FnMut(&[u8])) -> Ran {
    let mut command = child.command();
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    match Running::start(command) {
        Ok(mut running) => {
            let ear = pipes::separate(running.child());
            running.carry(&ear, child.limit, &mut line)
        }
        Err(error) => Ran::not_started(&error),
    }
}

/// Runs a process likewise; what it says on both streams is kept in order, up to `most` bytes: who
/// says more is ended.
pub fn run_together(child: &Child<'_>, most: usize) -> Ran {
    let mut command = child.command();
    let started = io::pipe().and_then(|(reader, writer)| {
        command.stdout(writer.try_clone()?).stderr(writer);
        Ok((reader, Running::start(command)?))
    });
    match started {
        Ok((reader, running)) => {
            let ear = pipes::together(reader, most);
            running.carry(&ear, child.limit, &mut |_| {})
        }
        Err(error) => Ran::not_started(&error),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
#[cfg(all(test, unix))]
pub(crate) use tests::as_nobody;
