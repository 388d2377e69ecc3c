//! Which interpreters and installers there are on this machine.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::ask::{Interpreter, version_of};
use crate::commands::{
    Environment,
    interpreters::{Search, Source, ask_each, named, not_asked, on_path},
    pool,
};

/// More installers are not asked.
const MOST: usize = 200;

/// What the names of interpreters begin with: an sdist is for all of them.
const KINDS: [&str; 4] = ["python", "pypy", "graalpy", "jython"];

/// The installers that are programs of their own.
pub(super) const PROGRAMS: [&str; 4] = ["uv", "poetry", "pdm", "pipenv"];

/// An installer that is a program of its own.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// Ex) `poetry`
    pub name: String,
    /// Where it is
    pub path: PathBuf,
    /// Ex) `2.5.1`
    pub version: Option<String>,
    /// The interpreter that runs it, where it is a script of one
    pub interpreter: Option<Interpreter>,
}

/// What there is.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Newest first, each once
    pub interpreters: Vec<Interpreter>,
    /// By name, each once
    pub programs: Vec<Program>,
    /// What was named and is not there, or is neither
    pub missing: Vec<String>,
}

/// Looks on `PATH` and where pyenv and uv keep interpreters, unless only what is named counts, and
/// asks everything once.
pub(super) fn find(with: &[PathBuf], with_only: bool, jobs: usize, folder: &Path) -> Found {
    let environment = Environment::of_process();
    let mut found = Found::default();
    let (mut interpreters, mut programs) = (Vec::new(), Vec::new());
    for path in with {
        match named(path, &environment) {
            Some(path) if installer(&path).is_some() => programs.push(path),
            Some(path) => interpreters.push(path),
            None => found.missing.push(path.display().to_string()),
        }
    }
    let mut kinds: &[&str] = &[];
    if !with_only {
        kinds = &KINDS;
        let is_wanted = |name: &str| PROGRAMS.contains(&name);
        programs.extend(on_path(&environment, is_wanted));
    }
    let search = Search { named: interpreters, kinds, jobs };
    let (answers, left_out) = ask_each(search, &environment, |path| Interpreter::ask(path, folder));
    if left_out > 0 {
        found.missing.push(format!("the rest ({})", not_asked(left_out)));
    }
    let mut seen = BTreeSet::new();
    for (candidate, interpreter) in answers {
        match interpreter {
            Some(it) if seen.insert(it.identity()) => found.interpreters.push(it),
            None if candidate.source == Source::Asked => {
                found.missing.push(format!("{} (no answer)", candidate.path.display()));
            }
            _ => {}
        }
    }
    // Newest first; two of one version by place.
    let key = |it: &Interpreter| {
        let numbers: Vec<u64> = it.full.split('.').filter_map(|part| part.parse().ok()).collect();
        (std::cmp::Reverse(numbers), it.implementation.clone(), it.program.clone())
    };
    found.interpreters.sort_by_cached_key(key);
    let mut seen = BTreeSet::new();
    programs.retain(|path| seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
    programs.truncate(MOST);
    let asked = pool::each(programs.len(), jobs, |at| {
        programs.get(at).and_then(|path| {
            let version = version_of(path, folder);
            let interpreter = script_of(path).and_then(|it| Interpreter::ask(&it, folder));
            let name = installer(path)?.to_owned();
            Some(Program { name, path: path.clone(), version, interpreter })
        })
    });
    found.programs = asked.into_iter().flatten().collect();
    found.programs.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    found
}

/// The installer that a program is by its name.
fn installer(path: &Path) -> Option<&'static str> {
    let name = path.file_stem()?.to_str()?;
    let is_pip = name
        .strip_prefix("pip")
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    if is_pip {
        return Some("pip");
    }
    PROGRAMS.into_iter().find(|program| *program == name)
}

/// The interpreter in the first line of a script.
fn script_of(path: &Path) -> Option<PathBuf> {
    use std::io::Read;

    let mut head = Vec::new();
    fs::File::open(path).ok()?.take(512).read_to_end(&mut head).ok()?;
    let line = String::from_utf8_lossy(head.strip_prefix(b"#!")?).lines().next()?.trim().to_owned();
    let path = PathBuf::from(line.trim_matches('"'));
    (path.is_absolute() && path.is_file()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_program_is() {
        let of = |name: &str| installer(Path::new(name));
        assert_eq!((of("/a/pip3.9"), of("uv.exe")), (Some("pip"), Some("uv")));
        assert_eq!((of("pipx"), of("uvx"), of("python")), (None, None, None));
    }
}
