//! The edits that let a Python go: each line that names it, in the file where it stands.
//!
//! Every edit is a splice of the text: what it does not cover stays byte for byte, line endings,
//! comments, quotes and a byte order mark with it. What is no plain statement of versions is not
//! guessed at: it comes out as a [`Left`] with its line.
//!
//! The same edits made once more change nothing.

mod abi3;
mod absent;
mod braces;
mod cfg;
mod changelog;
mod cibuildwheel;
mod classifiers;
mod draft;
mod environments;
mod error;
mod files;
mod ini;
mod job;
mod lines;
mod linters;
mod list;
mod markers;
mod naming;
mod noxfile;
mod poetry;
mod pyproject;
mod python;
mod relkit;
mod selectors;
mod setup_py;
mod toml;
mod tox;
mod yaml;

use std::collections::BTreeMap;

pub use error::EditError;
pub use files::{PATHS, is_read};

use self::{draft::Draft, job::Job};
use super::Going;

/// A file that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// Path from the project's folder, with `/`
    pub path: String,
    /// The whole text as it is
    pub before: String,
    /// The whole text as it is to be
    pub after: String,
    /// What changes, in the order of the lines; at least one
    pub changes: Vec<Change>,
}

/// One change of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The line before the change, counted from 1
    pub line: usize,
    /// What is done, in one line without a full stop. Ex) `requires-python: >=3.9 becomes >=3.10`
    pub what: String,
}

/// A line that speaks of a dropped Python and is not edited: somebody has to look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// Path from the project's folder, with `/`
    pub path: String,
    /// Counted from 1
    pub line: usize,
    /// Why it is left, in one line without a full stop
    pub why: String,
}

/// What [`edits`] makes of a project's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// The files that change, in the order of their paths
    pub edited: Vec<Edited>,
    /// What is left, in the order of paths and lines
    pub left: Vec<Left>,
    /// The files that are only looked at and cannot be read, with the place and the cause: what they
    /// say of Python is not known
    pub unread: Vec<Left>,
}

/// The edits of a project's files: texts by their path from the project's folder, with `/`. Paths
/// for which [`is_read`] is false are passed over.
///
/// A change log gets its line only where another file changes.
pub fn edits(files: &BTreeMap<String, String>, going: &Going) -> Result<Edits, EditError> {
    let mut edits = Edits::default();
    let floors = abi3::raised(files, going);
    for (path, text) in files.iter().filter(|(path, _)| is_read(path) && !changelog::is_one(path)) {
        let mut draft = Draft::new(path, text)?;
        let mut job = Job { draft: &mut draft, going, floors: &floors };
        if let Err(error) = edit(&mut job) {
            if !yaml::is_looked_at(path) {
                return Err(error);
            }
            let EditError { path, line, why, .. } = error;
            edits.unread.push(Left { path, line: line.unwrap_or(1), why });
            continue;
        }
        let (edited, left) = draft.finish()?;
        if let Some(edited) = &edited {
            check(&edited.path, &edited.before, &edited.after)?;
        }
        edits.edited.extend(edited);
        edits.left.extend(left);
    }
    edits.left.extend(absent::left(files));
    if !edits.edited.is_empty() {
        let (edited, left) = changelog::edit(files, going)?;
        edits.edited.extend(edited);
        edits.left.extend(left);
    }
    edits.edited.sort_by(|a, b| a.path.cmp(&b.path));
    edits.left.sort();
    Ok(edits)
}

/// What edits which file.
fn edit(job: &mut Job<'_, '_>) -> Result<(), EditError> {
    let path = job.draft.path();
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        "setup.py" => setup_py::edit(job),
        "noxfile.py" => noxfile::edit(job),
        "Cargo.toml" => lines::cargo(job),
        "meson.build" => {
            lines::meson(job);
            Ok(())
        }
        "pyrightconfig.json" => {
            lines::pyright(job);
            Ok(())
        }
        ".python-version" | ".python-versions" => {
            lines::pythons(job);
            Ok(())
        }
        _ if ends_with(name, "toml") => pyproject::edit(job),
        _ if ends_with(name, "txt") => {
            lines::requirements(job);
            Ok(())
        }
        _ if ends_with(name, "yaml") || ends_with(name, "yml") => yaml::edit(job),
        "setup.cfg" | "tox.ini" | "mypy.ini" | ".mypy.ini" | ".isort.cfg" | ".pylintrc"
        | "pylintrc" => {
            cfg::edit(job);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The edited text is of its kind still.
fn check(path: &str, before: &str, after: &str) -> Result<(), EditError> {
    if ends_with(path, "toml") {
        pyproject::check(path, after)
    } else if ends_with(path, "py") {
        python::check(path, before, after)
    } else if ends_with(path, "yaml") || ends_with(path, "yml") {
        yaml::check(path, after)
    } else {
        Ok(())
    }
}

fn ends_with(path: &str, end: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found == end)
}

#[cfg(test)]
mod tests;
