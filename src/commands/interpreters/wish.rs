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
    version: Option<(PythonVersion, bool)>,
}

impl Wish {
    /// `3.13`, `3.13t` and `cp313t` are versions, everything else a program.
    pub(super) fn of(text: &str) -> Self {
        let dotted = text.strip_suffix('t').unwrap_or(text).parse::<PythonVersion>().ok();
        let dotted = dotted.map(|version| (version, text.ends_with('t')));
        let short = || match text.parse::<Interpreter>().ok()? {
            Interpreter::CPython { version, threaded, debug: false } => Some((version, threaded)),
            _ => None,
        };
        Self { text: text.to_owned(), version: dotted.or_else(short) }
    }

    pub(super) fn is_version(&self) -> bool {
        self.version.is_some()
    }

    /// Whether an interpreter is of the version.
    pub(super) fn takes(&self, said: &Said) -> bool {
        let version = said.python().map(|version| (version, said.free_threaded));
        self.version.is_some() && self.version == version && said.implementation == "cpython"
    }

    /// The program, where it is no version; a virtual environment's folder stands for its
    /// interpreter.
    pub(super) fn program(&self, environment: &Environment) -> Result<Option<PathBuf>, Failure> {
        if self.is_version() {
            return Ok(None);
        }
        places::named(Path::new(&self.text), environment).map(Some).ok_or_else(|| {
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
        let version = |text: &str| Wish::of(text).version.map(|(v, t)| (v.to_string(), t));
        assert_eq!(version("3.13"), Some(("3.13".to_owned(), false)));
        assert_eq!(version("3.13t"), Some(("3.13".to_owned(), true)));
        assert_eq!(version("cp314t"), Some(("3.14".to_owned(), true)));
        for text in ["python3.13", "./3.13/python", "pp311_73", "t", ""] {
            assert_eq!(version(text), None, "{text}");
        }
    }
}
