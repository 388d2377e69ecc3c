//! The files that arguments stand for: paths, patterns, folders.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::Failure;
use crate::model::SdistName;

/// The files that the arguments stand for, each once, and the arguments that stand for none.
///
/// A file that is reached by two spellings is one file; under another name it is another, since
/// rules judge the name.
pub(in crate::commands) fn expand(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<(PathBuf, Failure)>) {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut failures = Vec::new();
    let mut seen = HashSet::new();
    for path in paths {
        match expand_one(path) {
            Ok(more) => {
                for path in more {
                    let real = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
                    if seen.insert((real, path.file_name().map(ToOwned::to_owned))) {
                        found.push(path);
                    }
                }
            }
            Err(failure) => failures.push((path.clone(), failure)),
        }
    }
    (found, failures)
}

fn expand_one(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if path.is_dir() {
        return in_folder(path);
    }
    // A file may have `[` in its name; what is there is never a pattern.
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']) && !path.exists());
    let Some(pattern) = pattern else {
        return Ok(vec![path.to_owned()]);
    };
    let matches = glob::glob(pattern).map_err(|error| {
        let why = format!("there is no file `{pattern}`, and it is no pattern: {}", error.msg);
        Failure::new(why).hint("in a pattern `[` and `]` stand around characters")
    })?;
    let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) =
        matches.filter_map(Result::ok).partition(|path| path.is_dir());
    if let (Some(folder), true) = (folders.first(), files.is_empty()) {
        let why = format!("`{pattern}` matches folders only, such as `{}`", folder.display());
        return Err(Failure::new(why).hint("name the files in them, or one of the folders"));
    }
    if files.is_empty() {
        let failure = Failure::new(format!("no file matches `{pattern}`"));
        return Err(failure.hint("build the distributions first, or name their folder"));
    }
    files.sort();
    Ok(files)
}

/// The distributions of a folder, by name; its own folders are not entered.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(format!("cannot read the folder `{}`: {error}", folder.display()))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Many things are a `.zip`: only those with the name of a source distribution count.
        let is_zip_sdist = || name.ends_with(".zip") && name.parse::<SdistName>().is_ok();
        if name.ends_with(".whl") || name.ends_with(".tar.gz") || is_zip_sdist() {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        let message =
            format!("no wheel or source distribution in the folder `{}`", folder.display());
        if folder.extension().is_some_and(|ending| ending == "whl") {
            let hint = "a wheel is one file: `wheel pack` makes one of an unpacked wheel";
            return Err(Failure::new(message).hint(hint));
        }
        return Err(Failure::new(message).hint("build the distributions first"));
    }
    files.sort();
    Ok(files)
}
