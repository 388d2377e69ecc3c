//! Asks interpreters and installers what they are, each once.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    model::PythonVersion,
    process::{Child, run_together},
    stub,
};

/// The question to an interpreter.
const QUESTION: &str = include_str!("ask.py");

/// How long an answer may take: Jython needs some seconds to start.
const LIMIT: Duration = Duration::from_secs(30);

/// How many bytes an answer may have.
const ANSWER: usize = 1 << 20;

/// An interpreter and what it has.
#[derive(Debug, Clone)]
pub(super) struct Interpreter {
    /// The program to call
    pub program: PathBuf,
    /// Ex) `3.13.0`
    pub full: String,
    /// Ex) 3.13
    pub version: PythonVersion,
    /// Ex) `CPython`
    pub implementation: String,
    /// The environment that it belongs to
    pub prefix: String,
    /// The distributions that it has, and their versions
    pub has: BTreeMap<String, String>,
    /// Wheels that came with it
    pub wheels: BTreeSet<PathBuf>,
}

impl Interpreter {
    /// Asks a program; none where it is no interpreter or does not answer.
    pub(super) fn ask(program: &Path, folder: &Path) -> Option<Self> {
        let answer = answer(program, &["-B", "-c", QUESTION], folder)?;
        Self::read(program, &answer)
    }

    fn read(program: &Path, answer: &str) -> Option<Self> {
        let said: Vec<(&str, &str)> = answer
            .lines()
            .filter_map(|line| line.trim_end().strip_prefix("relkit\t")?.split_once('\t'))
            .collect();
        let one = |wanted: &str| said.iter().find(|(what, _)| *what == wanted).map(|(_, it)| *it);
        let all = |wanted: &'static str| {
            said.iter().filter(move |(what, _)| *what == wanted).map(|(_, it)| *it)
        };
        let full = one("version")?.to_owned();
        let mut parts = full.split('.').map(str::parse);
        let version = PythonVersion::new(parts.next()?.ok()?, parts.next()?.ok()?);
        let implementation = match one("implementation")? {
            "cpython" => "CPython",
            "pypy" => "PyPy",
            "jython" => "Jython",
            "graalpy" => "GraalPy",
            other => other,
        };
        // A shim of pyenv is not there for whoever has another home; what it stands for is.
        let own = one("executable").map(Path::new).filter(|it| it.is_absolute() && it.is_file());
        // The first of several is the one that is imported.
        let mut has = BTreeMap::new();
        for (name, version) in all("has").filter_map(|it| it.split_once('\t')) {
            has.entry(name.to_owned()).or_insert_with(|| version.to_owned());
        }
        Some(Self {
            program: own.unwrap_or(program).to_owned(),
            version,
            implementation: implementation.to_owned(),
            prefix: one("prefix").unwrap_or_default().to_owned(),
            has,
            wheels: all("wheel").map(PathBuf::from).collect(),
            full,
        })
    }

    /// Ex) `CPython 3.13.0`
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.implementation, self.full)
    }

    /// What two names of one interpreter have in common.
    pub(super) fn identity(&self) -> (PathBuf, String) {
        let real = std::fs::canonicalize(&self.program).unwrap_or_else(|_| self.program.clone());
        (real, self.prefix.clone())
    }
}

/// The version that an installer says it has. Ex) `Poetry (version 2.5.1)`
pub(super) fn version_of(program: &Path, folder: &Path) -> Option<String> {
    stub::trial::version_in(&answer(program, &["--version"], folder)?)
}

/// What a program says that ends as it should, without its colours.
fn answer(program: &Path, words: &[&str], folder: &Path) -> Option<String> {
    let arguments = words.iter().map(OsString::from).collect();
    let child = Child { program, arguments, folder, variables: None, limit: LIMIT };
    let ran = run_together(&child, ANSWER);
    ran.ended.is_success().then(|| anstream::adapter::strip_str(&ran.said).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_between_noise() {
        let answer = "warning\nrelkit\tversion\t2.7.18\nrelkit\timplementation\tjython\r\n\
            relkit\tprefix\t/p\nrelkit\texecutable\tNone\nrelkit\thas\tpip\t9.0.3\n\
            relkit\thas\tpip\t8\nrelkit\twheel\t/w/setuptools-1.whl\n";
        let it = Interpreter::read(Path::new("/bin/jython"), answer).unwrap();
        assert_eq!((it.label(), it.has["pip"].as_str()), ("Jython 2.7.18".to_owned(), "9.0.3"));
        assert_eq!((it.version, it.wheels.len()), (PythonVersion::new(2, 7), 1));
        assert_eq!(it.program, Path::new("/bin/jython"));
        assert!(Interpreter::read(Path::new("x"), "relkit\tversion\t3\n").is_none());
    }
}
