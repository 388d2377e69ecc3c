//! The Python interpreters of this machine: found without running anything, then asked once each.

mod places;
mod wish;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::{Environment, Failure, pool};
use crate::smoke::{AskError, Drivers, Said, Scratch, ask};
pub(super) use places::program;
use wish::Wish;

/// Interpreters that are asked at most: more are links and shims that found their way here.
const MOST: usize = 200;

/// Where an interpreter was found; the first place counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// It was named
    Asked,
    /// A folder of `PATH`
    Path,
    /// pyenv's folder of versions
    Pyenv,
    /// uv's folder of interpreters
    Uv,
    /// The list of `py.exe`
    Launcher,
}

/// A program that may be an interpreter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its path
    pub(super) path: PathBuf,
    /// Where it was found
    pub(super) source: Source,
}

/// An interpreter that said what it is.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its path
    pub(super) path: PathBuf,
    /// What it says
    pub(super) said: Said,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Interpreters {
    /// Each interpreter once, in order of its version
    pub(super) found: Vec<Found>,
    /// Those that did not say what they are
    pub(super) silent: Vec<(PathBuf, AskError)>,
}

/// All interpreters that there are, or those that were asked for: by path, by the name of a program,
/// or by version (`3.13`, `3.13t`, `cp313t`), which selects among those that there are.
pub(super) fn find(
    asked: &[String],
    environment: &Environment,
    drivers: &Drivers,
    scratch: &Scratch,
) -> Result<Interpreters, Failure> {
    let wishes: Vec<Wish> = asked.iter().map(|text| Wish::of(text)).collect();
    let mut candidates = Vec::new();
    for wish in &wishes {
        if let Some(path) = wish.program(environment)? {
            candidates.push(Candidate { path, source: Source::Asked });
        }
    }
    if wishes.is_empty() || wishes.iter().any(Wish::is_version) {
        candidates.extend(places::candidates(environment));
    }
    let candidates = once(candidates);
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let answers = pool::each(candidates.len(), jobs, |number| {
        ask(&candidates[number].path, drivers, scratch)
    });
    let mut interpreters = Interpreters::default();
    let mut seen = HashSet::new();
    for (candidate, answer) in candidates.into_iter().zip(answers) {
        let named = candidate.source == Source::Asked;
        match answer {
            Ok(said) => {
                let wanted = named || wishes.is_empty() || wishes.iter().any(|it| it.takes(&said));
                if wanted && seen.insert(identity(&said)) {
                    interpreters.found.push(Found { path: candidate.path, said });
                }
            }
            Err(error) if named => {
                let failure = Failure::new(format!("{}: {error}", candidate.path.display()));
                return Err(failure.hint("give the path of a Python interpreter to --python"));
            }
            Err(error) => interpreters.silent.push((candidate.path, error)),
        }
    }
    for wish in &wishes {
        if wish.is_version() && !interpreters.found.iter().any(|found| wish.takes(&found.said)) {
            let failure = Failure::new(format!("there is no interpreter `{wish}` here"));
            return Err(failure.hint("give its path to --python"));
        }
    }
    let order = |said: &Said| (said.version, said.free_threaded, said.debug);
    interpreters.found.sort_by_key(|found| order(&found.said));
    Ok(interpreters)
}

/// What tells two interpreters apart: environments made from one are that one.
fn identity(said: &Said) -> (PathBuf, String, String, bool, bool) {
    let base = said.base_prefix.canonicalize().unwrap_or_else(|_| said.base_prefix.clone());
    (base, said.implementation.clone(), said.spelled(), said.free_threaded, said.debug)
}

/// Each program once: `python` and `python3` are links to the same one. Environments are kept apart,
/// since what they link to is not what they are.
fn once(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut seen = HashSet::new();
    let mut kept: Vec<Candidate> =
        candidates.into_iter().filter(|candidate| seen.insert(real(&candidate.path))).collect();
    kept.truncate(MOST);
    kept
}

fn real(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    if folder.parent().is_some_and(|above| above.join("pyvenv.cfg").is_file()) {
        return folder;
    }
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
