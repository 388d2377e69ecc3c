//! The interpreters on which wheels are tried, in order of their versions.

use std::{collections::HashSet, path::PathBuf};

use super::{Search, Source, ask_each, wish::Wish};
use crate::{
    commands::{Environment, Failure},
    smoke::{AskError, Drivers, Said, Scratch, ask},
};

/// What their names begin with: no wheels with native code are for others.
const KINDS: [&str; 3] = ["python", "pypy", "graalpy"];

/// An interpreter that said what it is.
#[derive(Debug, Clone)]
pub(in crate::commands) struct Found {
    /// Its path
    pub(in crate::commands) path: PathBuf,
    /// What it says
    pub(in crate::commands) said: Said,
}

/// What was found.
#[derive(Debug, Default)]
pub(in crate::commands) struct Interpreters {
    /// Each interpreter once, in order of its version
    pub(in crate::commands) found: Vec<Found>,
    /// Those that did not say what they are
    pub(in crate::commands) silent: Vec<(PathBuf, AskError)>,
    /// How many programs were not asked, because there are too many
    pub(in crate::commands) left_out: usize,
}

/// All interpreters that there are, or those that were asked for: by path, by the name of a program,
/// or by version (`3.13`, `3.13.2`, `3.13t`, `cp313t`), which selects among those that there are.
pub(in crate::commands) fn find(
    asked: &[String],
    environment: &Environment,
    drivers: &Drivers,
    scratch: &Scratch,
) -> Result<Interpreters, Failure> {
    let wishes: Vec<Wish> = asked.iter().map(|text| Wish::of(text)).collect();
    let mut named = Vec::new();
    for wish in &wishes {
        named.extend(wish.program(environment)?);
    }
    let looks_around = wishes.is_empty() || wishes.iter().any(Wish::is_version);
    let kinds: &[&str] = if looks_around { &KINDS } else { &[] };
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let search = Search { named, kinds, jobs };
    let mut seen = HashSet::new();
    let (answers, left_out) = ask_each(search, environment, |path| ask(path, drivers, scratch));
    let mut interpreters = Interpreters { left_out, ..Interpreters::default() };
    for (candidate, answer) in answers {
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
