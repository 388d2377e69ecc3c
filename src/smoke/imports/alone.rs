//! Each module by itself: what a module lacks may have come with another, or with the driver.

use std::thread;

use super::{RESTARTS, judged};
use crate::smoke::{
    Case, Gate, Ran, Settings, Verdict, drivers::Seat, record::Import, words::last_words,
};

/// How many new processes run at a time.
const TOGETHER: usize = 4;
/// How many others are tried as the one that a module needs before it.
const GUESSES: usize = 20;

/// The modules of these that do not import by themselves. All were imported, in this order, in one
/// process.
///
/// On Linux by forks, which cost next to nothing; whatever they do not answer, and all of it elsewhere,
/// is decided by a new process each.
pub(super) fn try_each(seat: &Seat<'_>, names: &[String], settings: &Settings) -> Vec<Case> {
    let left: Vec<usize> = if cfg!(target_os = "linux") {
        forked(seat, names, settings)
    } else {
        (0..names.len()).collect()
    };
    let mut cases = Vec::new();
    for some in left.chunks(TOGETHER) {
        if cases.len() >= RESTARTS {
            let why = || Verdict::Skipped("too many others do not import by themselves".to_owned());
            cases.extend(some.iter().map(|at| Case::new(Gate::Import, &names[*at], why())));
            continue;
        }
        cases.extend(thread::scope(|scope| {
            let running: Vec<_> =
                some.iter().map(|at| scope.spawn(|| decided(seat, names, *at, settings))).collect();
            let answers = running.into_iter().filter_map(|it| it.join().ok().flatten());
            answers.collect::<Vec<_>>()
        }));
    }
    cases
}

/// The numbers of those that no fork has imported.
fn forked(seat: &Seat<'_>, names: &[String], settings: &Settings) -> Vec<usize> {
    let modules: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut left = vec![true; names.len()];
    if !names.is_empty() {
        seat.alone("forks", &modules, settings.imports, |record| {
            if let Import::Alone { number } = record
                && let Some(left) = left.get_mut(number)
            {
                *left = false;
            }
        });
    }
    (0..names.len()).filter(|at| left[*at]).collect()
}

/// What a new process says of one; nothing where it imports.
fn decided(seat: &Seat<'_>, names: &[String], at: usize, settings: &Settings) -> Option<Case> {
    let name = names[at].as_str();
    let mut case = asked(seat, &[name], settings).err()?;
    case.notes.extend(needed(seat, names, at, settings));
    Some(*case)
}

/// Imports modules in one new process; the case of the last of them where it does not import.
fn asked(seat: &Seat<'_>, modules: &[&str], settings: &Settings) -> Result<(), Box<Case>> {
    let (last, name) = (modules.len() - 1, modules.last().copied().unwrap_or_default());
    let (mut imported, mut case) = (false, None);
    let root = &seat.environment.folder;
    let Ran { ended, said, seconds, .. } =
        seat.alone("here", modules, settings.imports, |record| match record {
            Import::Alone { number } => imported = number == last,
            Import::Module(module) if module.module == name => {
                case = Some(judged::module(&module, false, root, settings));
            }
            _ => {}
        });
    if imported && ended.is_success() {
        return Ok(());
    }
    let case = case.filter(|case| ended.is_success() && !case.verdict.is_pass());
    Err(Box::new(case.unwrap_or_else(|| {
        let notes = last_words(&said);
        Case { notes, seconds, ..Case::new(Gate::Import, name, Verdict::Ended(ended)) }
    })))
}

/// What it needs before it, as far as that is found.
fn needed(seat: &Seat<'_>, names: &[String], at: usize, settings: &Settings) -> [String; 2] {
    let name = names[at].as_str();
    let is_above = |other: &str| name.strip_prefix(other).is_some_and(|it| it.starts_with('.'));
    let others = names[..at].iter().map(String::as_str).filter(|other| !is_above(other));
    let found = others.take(GUESSES).find(|other| asked(seat, &[other, name], settings).is_ok());
    let why = match found {
        Some(other) => format!("it imports only after {other}"),
        // After the driver's own imports; or only once, for what it leaves on disk.
        None => "it did import before, in a process where others were imported first".to_owned(),
    };
    [why, format!("hint: `python -I -c 'import {name}'` shows it")]
}
