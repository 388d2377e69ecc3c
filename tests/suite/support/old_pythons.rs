//! The interpreters of this machine, the old ones among them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use super::python::base_python;

/// An interpreter.
#[derive(Debug, Clone)]
pub(crate) struct Interpreter {
    pub(crate) program: PathBuf,
    /// Major and minor
    pub(crate) version: (u8, u8),
}

impl Interpreter {
    fn at(program: PathBuf) -> Option<Self> {
        let ask = "import sys; print('%d %d' % sys.version_info[:2])";
        let output = Command::new(&program).args(["-c", ask]).output().ok()?;
        let answer = String::from_utf8(output.stdout).ok()?;
        let mut words = answer.split_whitespace();
        let version = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        Some(Self { program, version })
    }

    /// A command without the user's settings for Python.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for name in ["PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"] {
            command.env_remove(name);
        }
        command
    }
}

/// Every interpreter that is found: below `~/.pyenv/versions`, what `RELKIT_PY27` names, Jython, and
/// the one that makes the oracles.
pub(crate) fn all() -> &'static [Interpreter] {
    static FOUND: OnceLock<Vec<Interpreter>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let mut programs: Vec<PathBuf> =
            env::var_os("RELKIT_PY27").map(PathBuf::from).into_iter().collect();
        let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        let versions = fs::read_dir(home.join(".pyenv/versions")).into_iter().flatten();
        let mut versions: Vec<PathBuf> = versions.map(|entry| entry.unwrap().path()).collect();
        versions.sort();
        programs.extend(versions.into_iter().map(|folder| folder.join("bin/python")));
        programs.push(Path::new("jython").to_owned());
        programs.push(base_python().0.into());
        programs.into_iter().filter_map(Interpreter::at).collect()
    })
}

/// Those that read the syntax of Python 2.7; at least one.
pub(crate) fn old() -> Vec<&'static Interpreter> {
    let found: Vec<&Interpreter> = all().iter().filter(|it| it.version == (2, 7)).collect();
    assert!(!found.is_empty(), "no Python 2.7: apt-get install jython, or name one in RELKIT_PY27");
    found
}

/// The one that makes the oracles: Python 3.11 or newer.
pub(crate) fn new() -> Interpreter {
    Interpreter::at(base_python().0.into()).unwrap()
}
