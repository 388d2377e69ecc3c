//! The verdict on one module or library that answered.

use std::{collections::BTreeMap, fs::File, io::Read, path::Path};

use crate::{
    dist::binary::Elf,
    model::LinuxArch,
    smoke::{
        Case, Gate, Settings, Verdict,
        record::{Imported, Loaded},
        words::{clipped, within},
    },
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
        // The file itself is there, which the loader's words hide.
        notes.extend(
            processor(Path::new(name)).map(|it| format!("its file is there, and is for {it}")),
        );
        return None;
    }
    notes.insert(0, clipped(error));
    Some(Verdict::Lacks(format!("{kind} {name}")))
}

/// For which processor an ELF file is.
///
/// Rule: the header's fields stand at the same places in both classes,
/// [gABI](https://www.sco.com/developers/gabi/latest/ch4.eheader.html).
fn processor(path: &Path) -> Option<LinuxArch> {
    let mut header = [0; 20];
    File::open(path).ok()?.read_exact(&mut header).ok()?;
    let [0x7f, b'E', b'L', b'F', class, order, .., low, high] = header else { return None };
    let little_endian = order == 1;
    let machine = if little_endian { [low, high] } else { [high, low] };
    let machine = u16::from_le_bytes(machine);
    let elf = Elf { machine, is_64: class == 2, little_endian, ..Elf::default() };
    LinuxArch::ALL.iter().copied().find(|arch| elf.is_for(*arch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_another_processor_is_said_to_be_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.so");
        let mut bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\xb7\0".to_vec();
        std::fs::write(&path, &bytes).unwrap();
        let name = path.to_str().unwrap().to_owned();
        let error = format!("{name}: cannot open shared object file: No such file or directory");
        let lacks = BTreeMap::from([("library".to_owned(), name)]);
        let mut notes = Vec::new();
        assert_eq!(lacking(Some(&lacks), &error, &mut notes), None);
        assert_eq!(notes, ["its file is there, and is for aarch64"]);
        (bytes[5], bytes[18], bytes[19]) = (2, 0, 22);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(processor(&path), Some(LinuxArch::S390x));
        std::fs::write(&path, b"#!/bin/sh").unwrap();
        assert_eq!(processor(&path), None);
    }
}
