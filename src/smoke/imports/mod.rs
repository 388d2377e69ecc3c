//! The import gate: each module of a wheel is imported, and nothing else is taken for it; then each of
//! its shared libraries is loaded; then each module that did import is imported by itself.

mod alone;
mod judged;

use std::{collections::BTreeSet, path::Path};

use serde_json::json;

use super::{
    Case, Ended, Gate, Ran, Settings, Verdict,
    drivers::Seat,
    gil::Switched,
    record::Import,
    words::{last_words, unheard},
};

/// How often the rest is tried after something that ended the process.
const RESTARTS: usize = 20;
/// How many of the slowest modules are named.
const SLOWEST: usize = 5;

/// What the imports came to.
#[derive(Debug, Default)]
pub(super) struct Tried {
    /// One case a module and one a library
    pub(super) cases: Vec<Case>,
    /// The modules that came to be, beside the others
    pub(super) imported: BTreeSet<String>,
    /// What became of the GIL
    pub(super) gil: Switched,
    /// The slowest modules, with seconds of their own
    pub(super) slowest: Vec<(String, f64)>,
    /// Exceptions that nobody raised
    pub(super) unheard: Vec<String>,
}

/// What is still to be tried, in one process as long as that lives.
struct Left<'a> {
    /// Modules that are known to import, for what their libraries need of them
    before: Vec<String>,
    modules: &'a [String],
    /// Where they lie in `site-packages`
    libraries: &'a [String],
}

/// Imports modules in this order, then loads libraries: those behind a crash in a new process. Then
/// imports each module without the others.
pub(super) fn try_all(
    seat: &Seat<'_>,
    modules: &[String],
    libraries: &[String],
    settings: &Settings,
) -> Tried {
    let mut tried = together(seat, modules, libraries, settings);
    let imported = |case: &&Case| case.gate == Gate::Import && case.verdict.is_imported();
    tried.imported = tried.cases.iter().filter(imported).map(|case| case.subject.clone()).collect();
    let names = passed(&tried.cases);
    for case in alone::try_each(seat, &names, settings) {
        let same = |it: &&mut Case| it.gate == Gate::Import && it.subject == case.subject;
        if let Some(before) = tried.cases.iter_mut().find(same) {
            *before = case;
        }
    }
    tried
}

fn together(
    seat: &Seat<'_>,
    modules: &[String],
    libraries: &[String],
    settings: &Settings,
) -> Tried {
    let mut tried = Tried::default();
    let mut left = Left { before: Vec::new(), modules, libraries };
    for _ in 0..RESTARTS {
        if left.modules.is_empty() && left.libraries.is_empty() {
            return tried;
        }
        once(seat, &mut left, settings, &mut tried);
        if left.modules.is_empty() {
            left.before = passed(&tried.cases);
        }
    }
    let why = || Verdict::Skipped("the process ended too often before it".to_owned());
    let skipped = |gate, names: &[String]| -> Vec<Case> {
        names.iter().map(|name| Case::new(gate, name, why())).collect()
    };
    tried.cases.extend(skipped(Gate::Import, left.modules));
    tried.cases.extend(skipped(Gate::Load, left.libraries));
    tried
}

fn passed(cases: &[Case]) -> Vec<String> {
    let fine = |case: &&Case| case.gate == Gate::Import && case.verdict.is_pass();
    cases.iter().filter(fine).map(|case| case.subject.clone()).collect()
}

/// One process; takes from `left` what has its case.
fn once(seat: &Seat<'_>, left: &mut Left<'_>, settings: &Settings, tried: &mut Tried) {
    let packages = seat.environment.site_packages();
    let path_of = |name: &str| packages.join(name).to_string_lossy().into_owned();
    let libraries: Vec<String> = left.libraries.iter().map(|name| path_of(name)).collect();
    let modules: Vec<&String> = left.before.iter().chain(left.modules).collect();
    let request = json!({
        "modules": modules, "libraries": libraries, "slowest": SLOWEST, "gil": true,
    });
    let known = left.before.len();
    let (mut imported, mut loaded, mut ended, mut forked) = (0, 0, false, false);
    // Each answer must be on what comes next, or none of them is what it seems.
    let mut is_strange = false;
    let root: &Path = &seat.environment.folder;
    let mut ran = seat.run("imports", request, settings.imports, |record| match record {
        _ if is_strange => {}
        Import::Start { gil } => tried.gil.start(gil),
        Import::Module(module) => {
            if modules.get(imported).is_none_or(|asked| **asked != module.module) {
                is_strange = true;
                return;
            }
            imported += 1;
            if imported <= known {
                return;
            }
            if let Some(culprit) = &module.gil_culprit {
                tried.gil.blame(culprit);
            }
            let forked = std::mem::take(&mut forked);
            tried.cases.push(judged::module(&module, forked, root, settings));
        }
        Import::Forked {} => forked = true,
        Import::Library(answer) => {
            let asked = libraries.get(loaded).filter(|path| **path == answer.library);
            let Some(name) = asked.and_then(|_| left.libraries.get(loaded)) else {
                is_strange = true;
                return;
            };
            tried.cases.push(judged::library(name, &answer));
            loaded += 1;
        }
        Import::End { slowest, gil_culprits } => {
            ended = imported == modules.len() && loaded == libraries.len();
            is_strange = !ended;
            tried.gil.end(gil_culprits);
            tried.slowest.extend(slowest.into_iter().map(|slow| (slow.module, slow.own)));
            tried.slowest.sort_by(|a, b| b.1.total_cmp(&a.1));
            tried.slowest.truncate(SLOWEST);
        }
        Import::Alone { .. } | Import::Other => {}
    });
    if is_strange && ran.ended.is_success() {
        ran.ended = Ended::BrokenAnswer;
    }
    tried.unheard.extend(unheard(&ran.said));
    let outlived = ran.outlived;
    left.modules = rest(left.modules, imported.saturating_sub(known));
    left.libraries = rest(left.libraries, loaded);
    if !(ended && ran.ended.is_success()) {
        tried.gil.cut();
        tried.cases.push(cut_off(left, ran));
    }
    if outlived && !tried.cases.iter().any(|case| case.verdict == Verdict::LeftRunning) {
        tried.cases.push(Case::new(Gate::Import, "all modules", Verdict::LeftRunning));
    }
}

/// The case of what ended the process: the next that has none. With none left it went wrong at the end.
fn cut_off(left: &mut Left<'_>, ran: Ran) -> Case {
    let (gate, subject) = match (left.modules, left.libraries) {
        ([module, others @ ..], _) => {
            left.modules = others;
            (Gate::Import, module.clone())
        }
        ([], [library, others @ ..]) => {
            left.libraries = others;
            (Gate::Load, library.clone())
        }
        ([], []) => (Gate::Import, "the interpreter's end".to_owned()),
    };
    let (seconds, notes) = (ran.seconds, last_words(&ran.said));
    Case { notes, seconds, ..Case::new(gate, subject, Verdict::Ended(ran.ended)) }
}

fn rest(names: &[String], done: usize) -> &[String] {
    names.get(done..).unwrap_or_default()
}
