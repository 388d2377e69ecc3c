//! Which files are meant: one, those of a folder, those of a pattern.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::downloads::SourceError;

/// Files that count as one.
const MOST_FILES: usize = 100_000;
/// Folders within folders: exports lie in `day=2025-02-10/` and the like.
const DEEPEST: usize = 8;

/// The files, in order of their names.
pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let failed = |source| SourceError::Read { path: path.to_owned(), source };
    let mut found = Vec::new();
    let text = path.to_string_lossy();
    if path.is_dir() {
        walk(path, 0, &mut found).map_err(failed)?;
    } else if !path.exists() && text.contains(['*', '?', '[']) {
        let matches = glob::glob(&text)
            .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidInput, error)))?;
        for entry in matches.take(MOST_FILES + 1) {
            let entry = entry.map_err(|error| failed(error.into()))?;
            if entry.is_file() {
                found.push(entry);
            }
        }
    } else {
        return Ok(vec![path.to_owned()]);
    }
    found.sort();
    let malformed = |why: &str| SourceError::Malformed {
        place: text.clone().into_owned(),
        why: why.to_owned(),
    };
    match found.len() {
        0 => Err(malformed("no file is there")),
        many if many > MOST_FILES => Err(malformed("more than 100,000 files are there")),
        _ => Ok(found),
    }
}

/// Writers leave files such as `_SUCCESS` and `.part.crc` beside theirs.
fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(['.', '_']) || found.len() > MOST_FILES {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            if depth < DEEPEST {
                walk(&path, depth + 1, found)?;
            }
        } else {
            found.push(path);
        }
    }
    Ok(())
}
