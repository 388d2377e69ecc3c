//! In which way a process ended.

use std::{fmt, process::ExitStatus};

/// In which way a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// With this status
    Exited(i32),
    /// By a signal, of this number
    Signal(i32),
    /// It took longer than it may
    TimedOut,
    /// It said more than anybody reads
    TooMuchOutput,
    /// What it answered was damaged by others
    BrokenAnswer,
    /// It could not be started
    NotStarted(String),
}

/// The signals that end processes, by their numbers on Linux and macOS alike, but for bus errors.
const SIGNALS: &[(i32, &str)] = &[
    (1, "SIGHUP"),
    (2, "SIGINT"),
    (3, "SIGQUIT"),
    (4, "SIGILL"),
    (5, "SIGTRAP"),
    (6, "SIGABRT"),
    (7, "SIGBUS"),
    (8, "SIGFPE"),
    (9, "SIGKILL"),
    (10, "SIGBUS"),
    (11, "SIGSEGV"),
    (13, "SIGPIPE"),
    (14, "SIGALRM"),
    (15, "SIGTERM"),
    (24, "SIGXCPU"),
    (25, "SIGXFSZ"),
];

impl Ended {
    /// From what the system says.
    pub(super) fn of(status: ExitStatus) -> Self {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
            return Self::Signal(signal);
        }
        Self::Exited(status.code().unwrap_or(-1))
    }

    /// Whether it came to its end as it should.
    pub fn is_success(&self) -> bool {
        *self == Self::Exited(0)
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Windows ends who violates an access with such a number.
            Self::Exited(status) if *status < 0 => write!(f, "ended with status {status:#010x}"),
            Self::Exited(status) => write!(f, "ended with status {status}"),
            Self::Signal(number) => match SIGNALS.iter().find(|(known, _)| known == number) {
                Some((_, name)) => write!(f, "crashed with {name}"),
                None => write!(f, "crashed with signal {number}"),
            },
            Self::TimedOut => f.write_str("hangs: it was ended at its time limit"),
            Self::TooMuchOutput => f.write_str("prints without end: it was ended"),
            Self::BrokenAnswer => f.write_str("its answer is broken: others wrote there too"),
            Self::NotStarted(why) => write!(f, "could not be started: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ended;

    #[test]
    fn ends_have_words() {
        let words = [
            Ended::Exited(3),
            Ended::Exited(-1_073_741_819),
            Ended::Signal(11),
            Ended::Signal(64),
            Ended::NotStarted("No such file or directory (os error 2)".to_owned()),
        ]
        .map(|ended| ended.to_string())
        .join("\n");
        insta::assert_snapshot!(words, @r"
        ended with status 3
        ended with status 0xc0000005
        crashed with SIGSEGV
        crashed with signal 64
        could not be started: No such file or directory (os error 2)
        ");
    }
}
