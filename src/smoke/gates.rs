//! What is asked of a wheel in its environment, gate by gate.

use std::collections::BTreeSet;

use super::{
    Case, Engine, Gate, Lane, LeakCall, Settings, Verdict, drivers::Seat, gil, imports, leaks,
    listing, modules, modules::Modules,
};

/// All answers of a lane.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// One question each
    pub(super) cases: Vec<Case>,
    /// The slowest modules, with seconds of their own
    pub(super) slowest: Vec<(String, f64)>,
    /// What is to be known and judges nothing
    pub(super) notes: Vec<String>,
    /// The same, for everybody
    pub(super) told: Vec<String>,
}

/// Tries a wheel that is installed.
pub(super) fn all(lane: &Lane<'_>, settings: &Settings, seat: &Seat<'_>) -> Answers {
    let platform = lane.said.target().ok().map(|target| target.platform);
    let found = Modules::of(lane.wheel, lane.said, platform);
    let mut answers = Answers::default();
    modules(lane, settings, seat, &found, &mut answers);
    leaking(lane, settings, seat, &found, &mut answers);
    answers
}

/// The gates of imports, libraries and the GIL.
fn modules(
    lane: &Lane<'_>,
    settings: &Settings,
    seat: &Seat<'_>,
    found: &Modules,
    answers: &mut Answers,
) {
    let is_skipped = |name: &String| settings.skip.iter().any(|skip| is_below(name, skip));
    let (skipped, names): (Vec<_>, Vec<_>) = found.names().into_iter().partition(is_skipped);
    let (unloaded, libraries): (Vec<_>, Vec<_>) =
        found.libraries.iter().cloned().partition(|path| settings.skips_file(path));
    let foreign: Vec<_> = found.foreign.iter().filter(|path| !settings.skips_file(path)).collect();
    let as_asked =
        skipped.iter().chain(&unloaded).map(|name| format!("{name} is skipped, as asked"));
    answers.notes.extend(as_asked);
    let tried = imports::try_all(seat, &names, &libraries, settings);
    let cases = &mut answers.cases;
    cases.extend(tried.cases);
    cases.extend(foreign.iter().map(|path| Case::new(Gate::Import, *path, Verdict::WrongName)));
    if names.is_empty() && foreign.is_empty() {
        match nothing_imported(&skipped, found) {
            Ok(told) => answers.told.push(told.to_owned()),
            Err(why) => {
                let verdict = Verdict::Skipped(why.to_owned());
                cases.push(Case::new(Gate::Import, "all modules", verdict));
            }
        }
    }
    answers.slowest = tried.slowest;
    answers.notes.extend(tried.unheard);
    if !lane.said.free_threaded {
        // Others say that it is on, or know no such thing.
        answers.notes.push("the gate of the GIL is for free-threaded interpreters".to_owned());
        return;
    }
    let imported: BTreeSet<&str> = tried.imported.iter().map(String::as_str).collect();
    let wanted = found.extensions.iter().filter(|(name, _)| !skipped.contains(name));
    let wanted: Vec<_> = wanted.cloned().collect();
    let judged = gil::judge(&tried.gil, &wanted, &imported);
    answers.cases.extend(judged);
}

/// What is said where nothing was imported: a note on a wheel that is of use without a module, else why
/// there is no pass.
fn nothing_imported(skipped: &[String], found: &Modules) -> Result<&'static str, &'static str> {
    if !skipped.is_empty() {
        Err("every module is skipped, as asked: nothing is left to import")
    } else if found.others {
        Ok("it brings no module: only that it installs was tried")
    } else {
        Err("it brings no module that can be imported")
    }
}

/// The gate of leaks.
fn leaking(
    lane: &Lane<'_>,
    settings: &Settings,
    seat: &Seat<'_>,
    found: &Modules,
    answers: &mut Answers,
) {
    let Answers { cases, notes, told, .. } = answers;
    let skipped = |subject: String, why: String| {
        cases.push(Case::new(Gate::Leak, subject, Verdict::Skipped(why)));
    };
    let brought = |call: &&LeakCall| modules::brings(lane.wheel, call.package());
    let (calls, foreign): (Vec<&LeakCall>, Vec<_>) = lane.calls.iter().partition(brought);
    if calls.is_empty() && foreign.is_empty() && !settings.leaks_auto {
        return;
    }
    let cannot = cannot_measure(lane, settings, seat);
    let mut skip = skipped;
    for call in foreign {
        skip(call.to_string(), "the wheel that is installed here does not bring it".to_owned());
    }
    if let Some(why) = cannot {
        if calls.is_empty() {
            skip("all functions".to_owned(), why.clone());
        }
        for call in calls {
            skip(call.to_string(), why.clone());
        }
        return;
    }
    let mut calls: Vec<LeakCall> = calls.into_iter().cloned().collect();
    if settings.leaks_auto {
        let listed = listing::list(seat, &found.public(), settings);
        let (taken, left) = (listed.calls.len(), listed.left.len());
        told.push(format!(
            "leaks are looked for in {taken} functions without arguments; {left} are left out"
        ));
        notes.extend(listed.left.into_iter().map(|why| format!("no leaks looked for in {why}")));
        cases.extend(listed.cases);
        let left_out = |call: &LeakCall| {
            settings.leaks_except.iter().any(|except| except.function() == call.function())
        };
        let (left, more): (Vec<_>, Vec<_>) = listed.calls.into_iter().partition(left_out);
        notes.extend(left.iter().map(|call| format!("no leaks looked for in {call}, as asked")));
        calls.extend(more);
        let mut seen = BTreeSet::new();
        calls.retain(|call| seen.insert(call.clone()));
    }
    cases.extend(leaks::try_all(seat, &calls, settings));
}

/// Why leaks cannot be measured here. What psleak needs is installed for it.
fn cannot_measure(lane: &Lane<'_>, settings: &Settings, seat: &Seat<'_>) -> Option<String> {
    if lane.said.is_old() {
        return Some("leaks are looked for from Python 3.6 on".to_owned());
    }
    if settings.engine == Engine::Relkit {
        return None;
    }
    if lane.said.free_threaded {
        // `PYTHONMALLOC=malloc` is fatal there, and without it psleak skips what it measures.
        return Some("psleak does not run on free-threaded interpreters".to_owned());
    }
    seat.environment.install_named(&["psleak", "psutil"]).err().map(|error| error.to_string())
}

/// Whether a module is `of`, or lies in it.
fn is_below(name: &str, of: &str) -> bool {
    name.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
