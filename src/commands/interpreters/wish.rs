//! What `--python` asks for.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::places;
use crate::{
    commands::{Environment, Failure},
    model::{Interpreter, PythonVersion},
    smoke::Said,
};

/// One value of `--python`.
#[derive(Debug)]
pub(super) struct Wish {
    text: String,
    version: Option<Version>,
}

/// A version of CPython as people type it: `3.13`, `3.13t`, `3.13.2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) struct Version {
    /// The feature release
    pub(in crate::commands) python: PythonVersion,
    /// The number of the bugfix release, where it was typed
    pub(in crate::commands) micro: Option<u16>,
    /// The free-threaded build
    pub(in crate::commands) threaded: bool,
}

impl Version {
    /// Reads the spelling with dots.
    pub(in crate::commands) fn dotted(text: &str) -> Option<Self> {
        let (digits, threaded) = match text.strip_suffix('t') {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let (feature, micro) = match digits.match_indices('.').nth(1) {
            Some((at, _)) => (&digits[..at], Some(micro(&digits[at + 1..])?)),
            None => (digits, None),
        };
        Some(Self { python: feature.parse().ok()?, micro, threaded })
    }

    fn takes(self, said: &Said) -> bool {
        said.implementation == "cpython"
            && said.python() == Some(self.python)
            && said.free_threaded == self.threaded
            && self.micro.is_none_or(|micro| micro == said.version[2])
    }
}

fn micro(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

impl Wish {
    /// `3.13`, `3.13.2`, `3.13t` and `cp313t` are versions, everything else a program.
    pub(super) fn of(text: &str) -> Self {
        let short = || match text.parse::<Interpreter>().ok()? {
            Interpreter::CPython { version, threaded, debug: false } => {
                Some(Version { python: version, micro: None, threaded })
            }
            _ => None,
        };
        Self { text: text.to_owned(), version: Version::dotted(text).or_else(short) }
    }

    pub(super) fn is_version(&self) -> bool {
        self.version.is_some()
    }

    /// Whether an interpreter is of the version.
    pub(super) fn takes(&self, said: &Said) -> bool {
        self.version.is_some_and(|version| version.takes(said))
    }

    /// The program, where it is no version; a virtual environment's folder stands for its
    /// interpreter.
    pub(super) fn program(&self, environment: &Environment) -> Result<Option<PathBuf>, Failure> {
        if self.is_version() {
            return Ok(None);
        }
        places::named(Path::new(&self.text), environment).map(Some).ok_or_else(|| {
            if places::is_environment(Path::new(&self.text), environment) {
                let why = "the interpreter from which this environment was made is gone";
                let failure = Failure::new(format!("{self}: {why}"));
                return failure.hint("make the environment anew, or name another interpreter");
            }
            let hint = "give a path, the name of a program on PATH, or a version such as 3.13t";
            Failure::new(format!("there is no interpreter `{self}`")).hint(hint)
        })
    }
}

impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_from_programs() {
        let version = |text: &str| {
            let found = Wish::of(text).version;
            found.map(|it| (it.python.to_string(), it.micro, it.threaded))
        };
        assert_eq!(version("3.13"), Some(("3.13".to_owned(), None, false)));
        assert_eq!(version("3.13.0"), Some(("3.13".to_owned(), Some(0), false)));
        assert_eq!(version("3.13.12t"), Some(("3.13".to_owned(), Some(12), true)));
        assert_eq!(version("3.13t"), Some(("3.13".to_owned(), None, true)));
        assert_eq!(version("cp314t"), Some(("3.14".to_owned(), None, true)));
        let programs = ["python3.13", "./3.13/python", "pp311_73", "t", "", "3.13.", "3.13.0.1"];
        for text in programs.into_iter().chain(["3.13.+1", "3.13.99999", "3.13tt", "3.13.0rc1"]) {
            assert_eq!(version(text), None, "{text}");
        }
    }
}
