//! The import gate: each module of a wheel is imported, and nothing else is taken for it.

use std::path::Path;

use serde_json::json;

use super::{
    Case, Ended, Gate, Ran, Settings, Verdict,
    drivers::Seat,
    gil::Switched,
    record::{Import, Imported},
};

/// How often the rest is tried after a module that ended the process.
const RESTARTS: usize = 20;
/// How many of the slowest modules are named.
const SLOWEST: usize = 5;

/// What the imports came to.
#[derive(Debug, Default)]
pub(super) struct Tried {
    /// One case a module
    pub(super) cases: Vec<Case>,
    /// What became of the GIL
    pub(super) gil: Switched,
    /// The slowest modules, with seconds of their own
    pub(super) slowest: Vec<(String, f64)>,
}

/// Imports modules in this order, in one process as long as that lives.
pub(super) fn try_all(seat: &Seat<'_>, modules: &[String], settings: &Settings) -> Tried {
    let mut tried = Tried::default();
    let mut left: &[String] = modules;
    for _ in 0..RESTARTS {
        if left.is_empty() {
            return tried;
        }
        let done = once(seat, left, settings, &mut tried);
        // Whoever ended the process at its very start would do so for ever.
        if done == 0 {
            break;
        }
        left = &left[done.min(left.len())..];
    }
    for module in left {
        let why = "the process ended too often before it".to_owned();
        tried.cases.push(Case::new(Gate::Import, module, Verdict::Skipped(why)));
    }
    tried
}

/// One process; the answer is how many modules have their case.
fn once(seat: &Seat<'_>, modules: &[String], settings: &Settings, tried: &mut Tried) -> usize {
    let request = json!({ "modules": modules, "slowest": SLOWEST, "gil": true });
    let (mut begun, mut done, mut ended) = (None, 0, false);
    let root = seat.environment.folder.clone();
    let ran = seat.run("imports", request, settings.imports, |record| match record {
        Import::Start { gil } => tried.gil.start(gil),
        Import::Begin { module } => begun = Some(module),
        Import::Module(imported) => {
            done += 1;
            begun = None;
            if let Some(culprit) = &imported.gil_culprit {
                tried.gil.blame(culprit);
            }
            tried.cases.push(case(&imported, &root, settings));
        }
        Import::End { slowest, gil_culprits } => {
            ended = true;
            tried.gil.end(gil_culprits);
            tried.slowest.extend(slowest.into_iter().map(|slow| (slow.module, slow.own)));
            tried.slowest.sort_by(|a, b| b.1.total_cmp(&a.1));
            tried.slowest.truncate(SLOWEST);
        }
        Import::Other => {}
    });
    if ended && ran.ended.is_success() {
        return modules.len();
    }
    tried.gil.cut();
    let Some(culprit) = begun.or_else(|| modules.get(done).cloned()) else {
        // All modules were imported, and then it went wrong.
        if let Some(last) = modules.last() {
            tried.cases.push(cut_off(last, ran));
        }
        return modules.len();
    };
    tried.cases.push(cut_off(&culprit, ran));
    done + 1
}

/// The case of a module whose import ended the process.
fn cut_off(module: &str, ran: Ran) -> Case {
    let seconds = ran.seconds;
    let verdict = match ran.ended {
        // A module that calls os._exit(0) did not import.
        Ended::Exited(0) => Verdict::Failed("its import ends the process".to_owned()),
        ended => Verdict::Ended(ended),
    };
    let notes = last_words(&ran.said);
    Case { seconds, notes, ..Case::new(Gate::Import, module, verdict) }
}

/// The last lines of what a process said.
pub(super) fn last_words(said: &str) -> Vec<String> {
    const LINES: usize = 6;
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(LINES)..].iter().map(|line| clipped(line)).collect()
}

/// A line of at most 300 characters.
pub(super) fn clipped(line: &str) -> String {
    const WIDE: usize = 300;
    match line.char_indices().nth(WIDE) {
        Some((at, _)) => format!("{} ...", &line[..at]),
        None => line.to_owned(),
    }
}

fn case(imported: &Imported, root: &Path, settings: &Settings) -> Case {
    let mut notes: Vec<String> =
        imported.causes.iter().map(|cause| format!("because of {}", clipped(cause))).collect();
    if imported.children == Some(true) {
        notes.push("it leaves a process running".to_owned());
    }
    let verdict = if let Some(error) = &imported.error {
        notes.extend(imported.place.as_ref().map(|place| format!("at {place}")));
        let lacks = imported.lacks.iter().flatten().next();
        match lacks {
            Some((kind, name)) => {
                notes.insert(0, clipped(error));
                Verdict::Lacks(format!("{kind} {name}"))
            }
            None => Verdict::Raised(clipped(error)),
        }
    } else if let Some(file) = imported.file.as_ref().filter(|file| !within(file, root)) {
        Verdict::AnotherCopy(file.clone())
    } else if let Some(file) = imported.file.as_ref().filter(|file| !Path::new(file).exists()) {
        Verdict::Failed(format!("after its import its file is gone: {file}"))
    } else {
        let warnings = imported.warnings.iter().map(|warning| {
            format!("{}: {} at {}", warning.category, clipped(&warning.message), warning.place)
        });
        let warnings: Vec<String> = warnings.collect();
        match (settings.warnings, warnings.is_empty()) {
            (true, false) => Verdict::Warned(warnings),
            _ => {
                notes.extend(warnings);
                Verdict::Passed
            }
        }
    };
    let seconds = imported.seconds;
    Case { seconds, notes, ..Case::new(Gate::Import, &imported.module, verdict) }
}

/// Whether a file lies in the environment, whichever links lead there.
pub(super) fn within(file: &str, root: &Path) -> bool {
    let file = Path::new(file);
    if file.starts_with(root) {
        return true;
    }
    let real = |path: &Path| path.canonicalize().ok();
    match (real(file), real(root)) {
        (Some(file), Some(root)) => file.starts_with(root),
        // It is gone again, or never was a file.
        _ => false,
    }
}
