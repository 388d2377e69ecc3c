//! The verdict on one module or library that answered.

use std::{collections::BTreeMap, path::Path};

use crate::smoke::{
    Case, Gate, Settings, Verdict,
    record::{Imported, Loaded},
    words::{clipped, within},
};

/// A module's; `root` is the environment from which it must come, `forked` whether a fork came back
/// from its import as well.
pub(super) fn module(imported: &Imported, forked: bool, root: &Path, settings: &Settings) -> Case {
    let mut notes: Vec<String> =
        imported.causes.iter().map(|cause| format!("because of {}", clipped(cause))).collect();
    let verdict = if let Some(error) = &imported.error {
        notes.extend(imported.place.as_ref().map(|place| format!("at {}", inner(place))));
        if error.starts_with("ModuleNotFoundError") {
            let name = &imported.module;
            notes.push(format!("hint: declare what it needs, or leave it out: --skip {name}"));
        }
        lacking(imported.lacks.as_ref(), error, &mut notes)
            .unwrap_or_else(|| Verdict::Raised(clipped(error)))
    } else if let Some(file) = imported.file.as_ref().filter(|file| !within(file, root)) {
        Verdict::AnotherCopy(file.clone())
    } else if let Some(file) = imported.file.as_ref().filter(|file| !Path::new(file).exists()) {
        Verdict::FilesGone(file.clone())
    } else if forked {
        Verdict::Forks
    } else {
        if imported.children == Some(true) {
            notes.push("a process that it started was still there after it".to_owned());
        }
        let warnings = imported.warnings.iter().map(|warning| {
            let place = inner(&warning.place);
            format!("{}: {} at {place}", warning.category, clipped(&warning.message))
        });
        let warnings: Vec<String> = warnings.collect();
        if settings.warnings && !warnings.is_empty() {
            Verdict::Warned(warnings)
        } else {
            notes.extend(warnings);
            Verdict::Passed
        }
    };
    let seconds = imported.seconds;
    Case { notes, seconds, ..Case::new(Gate::Import, &imported.module, verdict) }
}

/// A place as it is in the wheel: the environment's folder is gone when anybody reads it.
fn inner(place: &str) -> &str {
    place.split_once("site-packages/").map_or(place, |(_, inner)| inner)
}

/// A shared library's.
pub(super) fn library(name: &str, loaded: &Loaded) -> Case {
    let mut notes = Vec::new();
    let verdict = match &loaded.error {
        None => Verdict::Passed,
        Some(error) => lacking(loaded.lacks.as_ref(), error, &mut notes)
            .unwrap_or_else(|| Verdict::NotLoaded(clipped(error))),
    };
    Case { notes, seconds: loaded.seconds, ..Case::new(Gate::Load, name, verdict) }
}

/// What the system's loader did not find; its own words become a note.
fn lacking(
    lacks: Option<&BTreeMap<String, String>>,
    error: &str,
    notes: &mut Vec<String>,
) -> Option<Verdict> {
    let (kind, name) = lacks?.iter().next()?;
    if kind == "library" && Path::new(name).is_absolute() && Path::new(name).exists() {
        // The file itself is there: it is for another processor, or its own loader is missing.
        return None;
    }
    notes.insert(0, clipped(error));
    Some(Verdict::Lacks(format!("{kind} {name}")))
}
