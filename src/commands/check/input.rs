//! What is checked: files of this machine, and releases on an index.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{Request, index, paths::expand};
use crate::{
    commands::{Context, Failure, bar::with_bar},
    dist::{self, Contents, Dist, Listed, Progress},
    report::check::{CheckedFile, Extent},
};

/// What the arguments stand for; nothing is read yet.
#[derive(Debug)]
pub(super) struct Asked {
    /// The files of this machine
    pub(super) paths: Vec<PathBuf>,
    /// Arguments that stand for none
    unmatched: Vec<(PathBuf, Failure)>,
    /// Releases on an index
    pub(super) releases: Vec<String>,
}

impl Asked {
    /// Looks folders and patterns up.
    pub(super) fn of(arguments: &[PathBuf]) -> Self {
        let (local, releases) = index::divide(arguments);
        let (paths, unmatched) = expand(&local);
        Self { paths, unmatched, releases }
    }
}

/// Everything that was read.
#[derive(Debug, Default)]
pub(super) struct Input {
    /// The files of this machine that were asked for
    pub(super) paths: Vec<PathBuf>,
    /// All files in order, with those that could not be read
    pub(super) files: Vec<CheckedFile>,
    /// The files as far as they are known: those of this machine first
    pub(super) dists: Vec<Dist>,
    /// How many of these are of this machine
    local: usize,
}

impl Input {
    /// Reads what the arguments stand for; what cannot be read does not keep the rest from being
    /// checked.
    pub(super) fn read(
        asked: Asked,
        request: &Request,
        failures: &mut Vec<Failure>,
        context: &mut Context,
    ) -> Self {
        let Asked { paths, unmatched, releases } = asked;
        let (mut files, mut dists) = read(&paths, failures, context);
        for (argument, failure) in unmatched {
            let path = argument.display().to_string();
            let error = Some(failure.message.clone());
            files.push(CheckedFile { path, extent: Extent::Contents, error });
            failures.push(failure);
        }
        let local = dists.len();
        let mut remote = index::read(&releases, &request.index, failures, context);
        files.append(&mut remote.files);
        dists.append(&mut remote.dists);
        Self { paths, files, dists, local }
    }

    /// Whether there is nothing to report on.
    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.dists.is_empty()
    }

    /// The files of this machine, those that could not be read by their names.
    pub(super) fn local(&self) -> &[Dist] {
        &self.dists[..self.local]
    }

    /// Reads mended files in place of the old ones, among the files that stay.
    pub(super) fn replace(&mut self, anew: &BTreeMap<PathBuf, PathBuf>, context: &mut Context) {
        for path in &mut self.paths {
            if let Some(mended) = anew.get(path) {
                path.clone_from(mended);
            }
        }
        // What could not be read was told already.
        let (files, dists) = read(&self.paths, &mut Vec::new(), context);
        self.files.splice(..self.paths.len(), files);
        let now = dists.len();
        self.dists.splice(..self.local, dists);
        self.local = now;
    }
}

fn read(
    paths: &[PathBuf],
    failures: &mut Vec<Failure>,
    context: &mut Context,
) -> (Vec<CheckedFile>, Vec<Dist>) {
    if paths.is_empty() {
        return (Vec::new(), Vec::new());
    }
    context.terminal.note(format_args!("reading {} files", paths.len()));
    let progress = Progress::default();
    let state = || (progress.done(), progress.total());
    let answers = with_bar(&context.terminal, state, || dist::read(paths, &progress));
    let (mut files, mut dists) = (Vec::new(), Vec::new());
    for (path, answer) in paths.iter().zip(answers) {
        let error = match answer {
            Ok(dist) => {
                dists.push(dist);
                None
            }
            Err(error) => {
                let cause = error.cause.to_string();
                let hint = index::hint(path, error.hint());
                failures.push(Failure { hint, ..Failure::of(&error) });
                dists.extend(by_name(path));
                Some(cause)
            }
        };
        let path = path.display().to_string();
        files.push(CheckedFile { path, extent: Extent::Contents, error });
    }
    context.terminal.note(format_args!("verified {} bytes", progress.done()));
    (files, dists)
}

/// A file that cannot be read is a file of its release all the same: without it, rules would tell
/// of gaps that are none.
fn by_name(path: &Path) -> Option<Dist> {
    let file_name = path.file_name()?.to_str()?.to_owned();
    let size = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.len();
    let listed = Listed { name: file_name.parse().ok()?, metadata: None };
    let contents = Contents::Listed(listed);
    Some(Dist { path: path.to_owned(), file_name, size, contents, stated: None })
}
