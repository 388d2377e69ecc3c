//! The Python interpreters of this machine: found without running anything, then asked once each.
//!
//! What they are asked differs by command: `relkit smoke` wants to know for which target an installer
//! would choose a file ([`find`]), `relkit stub --try` which installers there are, also of Pythons for
//! which no driver is written. Where they lie, which programs are the same one, and how they are asked
//! is the same for both, and stands here.

mod for_wheels;
mod places;
mod wish;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::{Environment, pool};
pub(super) use for_wheels::{Found, find};
pub(super) use places::{named, on_path, program};
pub(super) use wish::Version;

/// Interpreters that are asked at most, but for those that were named: more are links and shims that
/// found their way here.
const MOST: usize = 200;

/// Where an interpreter was found; the first place counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// It was named
    Asked,
    /// A variable of relkit's own names it
    Variable,
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

/// Which interpreters are meant.
pub(super) struct Search<'a> {
    /// Those that were named, which come first
    pub(super) named: Vec<PathBuf>,
    /// What the names of those begin with that are looked for elsewhere. Ex) `python`, `jython`; empty
    /// where only those count that were named
    pub(super) kinds: &'a [&'a str],
    /// How many are asked at a time
    pub(super) jobs: usize,
}

/// What is said of candidates that were not asked, after the number of those that were.
pub(super) fn not_asked(left_out: usize) -> String {
    format!("{MOST} programs were asked which interpreters they are, and {left_out} more were not")
}

/// Asks every candidate once, and tells how many were left out. That two of them are one interpreter all
/// the same, only their answers tell.
pub(super) fn ask_each<T: Send>(
    search: Search<'_>,
    environment: &Environment,
    ask: impl Fn(&Path) -> T + Sync,
) -> (Vec<(Candidate, T)>, usize) {
    let source = Source::Asked;
    let named = search.named.into_iter().map(|path| Candidate { path, source });
    let mut candidates: Vec<Candidate> = named.collect();
    let most = MOST.max(candidates.len());
    if !search.kinds.is_empty() {
        candidates.extend(places::candidates(environment, search.kinds));
    }
    let mut candidates = once(candidates);
    let left_out = candidates.len().saturating_sub(most);
    candidates.truncate(most);
    let answers = pool::each(candidates.len(), search.jobs, |number| ask(&candidates[number].path));
    (candidates.into_iter().zip(answers).collect(), left_out)
}

/// Each program once: `python` and `python3` are links to the same one. Environments are kept apart,
/// since what they link to is not what they are.
fn once(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut seen = HashSet::new();
    candidates.into_iter().filter(|candidate| seen.insert(real(&candidate.path))).collect()
}

fn real(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    if folder.parent().is_some_and(|above| above.join("pyvenv.cfg").is_file()) {
        return folder;
    }
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
