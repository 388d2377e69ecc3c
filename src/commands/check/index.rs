//! Releases on an index, as arguments of `relkit check`.

mod download;
mod listed;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use crate::{
    commands::{Context, Failure, index_url::Options, pool, release_list},
    dist::Dist,
    index::{Index, Release, Source, fetch::FetchError},
    installer::ReleaseFile,
    model::{ProjectName, Version},
    report::check::{CheckedFile, Extent},
};

/// How to do without an index.
const ELSEWHERE: &str = "download the files, and give their paths";

/// How releases on an index are read.
#[derive(Debug)]
pub struct OnIndex {
    /// Which index, and whether one may be asked
    pub options: Options,
    /// Whether contents are left alone
    pub metadata_only: bool,
    /// Where files are kept, if not in the user's folder for caches
    pub cache_dir: Option<PathBuf>,
    /// Files that are fetched at a time, at least one
    pub jobs: usize,
}

/// What was read of releases on an index.
#[derive(Debug, Default)]
pub(super) struct Remote {
    /// The files, by their names
    pub(super) files: Vec<CheckedFile>,
    /// Those of them that can be judged
    pub(super) dists: Vec<Dist>,
}

impl Remote {
    /// A file that could not be brought or read.
    fn lost(&mut self, name: &str, error: String) {
        let (path, error) = (name.to_owned(), Some(error));
        self.files.push(CheckedFile { path, extent: Extent::Contents, error });
    }

    /// A file that was read to this extent. It is called by its name: where the cache has it is
    /// nobody's business.
    fn found(&mut self, mut dist: Dist, extent: Extent, file: &ReleaseFile, source: &Source) {
        dist.path = PathBuf::from(&dist.file_name);
        dist.stated = Some(source.stated(file.size));
        self.files.push(CheckedFile { path: dist.file_name.clone(), extent, error: None });
        self.dists.push(dist);
    }
}

/// Divides arguments into paths and releases: what exists is a path, whatever it looks like.
pub(super) fn divide(arguments: &[PathBuf]) -> (Vec<PathBuf>, Vec<String>) {
    let (mut paths, mut releases) = (Vec::new(), Vec::new());
    for argument in arguments {
        match argument.to_str().filter(|text| is_release(text) && !argument.exists()) {
            Some(release) => releases.push(release.to_owned()),
            None => paths.push(argument.clone()),
        }
    }
    (paths, releases)
}

/// Whether a text has the form of `NAME==VERSION`.
fn is_release(text: &str) -> bool {
    let name = text.split_once("==").map(|(name, _)| name.trim());
    name.is_some_and(|name| !text.contains(['/', '\\']) && name.parse::<ProjectName>().is_ok())
}

/// The hint for a path that cannot be read. A name alone is told how releases are written, and no
/// index is asked: it may be the name of a folder that is not there.
pub(super) fn hint(path: &Path, hint: Option<&str>) -> Option<String> {
    let name = path.to_str().filter(|text| text.parse::<ProjectName>().is_ok() && !path.exists());
    match (name, hint) {
        (Some(name), Some(hint)) => {
            Some(format!("{hint}; a release on the index is written {name}==VERSION"))
        }
        (_, hint) => hint.map(str::to_owned),
    }
}

/// Reads releases; what cannot be had does not keep the rest from being checked.
pub(super) fn read(
    releases: &[String],
    request: &OnIndex,
    failures: &mut Vec<Failure>,
    context: &mut Context,
) -> Remote {
    let mut remote = Remote::default();
    let mut seen = Vec::new();
    for release in releases {
        if let Err(failure) = one(release, request, &mut seen, &mut remote, failures, context) {
            remote.lost(release, failure.message.clone());
            failures.push(failure);
        }
    }
    remote
}

fn one(
    argument: &str,
    request: &OnIndex,
    seen: &mut Vec<(String, Version)>,
    remote: &mut Remote,
    failures: &mut Vec<Failure>,
    context: &mut Context,
) -> Result<(), Failure> {
    let (name, version) = release_list::parse(argument)?;
    let this = (name.normalized(), version.clone());
    if seen.contains(&this) {
        return Ok(());
    }
    seen.push(this);
    let index = release_list::open(argument, ELSEWHERE, &request.options, context)?;
    let mut release = release_list::ask(&index, &name, &version, ELSEWHERE, context)?;
    if let Some(warning) = release_list::unknown(&release.unknown) {
        context.terminal.warn(format!("{argument}: {warning}"));
    }
    each_once(&mut release);
    let before = remote.files.len();
    let (index, release) = (&index, &release);
    let mut read = Reading { index, release, request, remote, failures, context };
    let result = if request.metadata_only {
        read.metadata();
        Ok(())
    } else {
        read.contents()
    };
    // Those that were lost among the others, as the index lists them.
    let order: HashMap<String, usize> =
        release.files.iter().map(|file| file.name.to_string()).zip(0..).collect();
    remote.files[before..].sort_by_key(|file| order.get(&file.path).copied());
    result
}

/// Leaves out names that the index lists again.
fn each_once(release: &mut Release) {
    let mut seen = std::collections::HashSet::new();
    let all = release.files.drain(..).zip(release.sources.drain(..));
    (release.files, release.sources) =
        all.filter(|(file, _)| seen.insert(file.name.to_string())).unzip();
}

/// One release that is being read.
struct Reading<'a> {
    index: &'a Index,
    release: &'a Release,
    request: &'a OnIndex,
    remote: &'a mut Remote,
    failures: &'a mut Vec<Failure>,
    context: &'a mut Context,
}

/// The answers in the order of the files; none for files that were not tried.
type Answers<T> = Vec<Option<Result<T, FetchError>>>;

impl<'a> Reading<'a> {
    /// The files with what the index states of each.
    fn files(&self) -> Vec<(&'a ReleaseFile, &'a Source)> {
        self.release.files.iter().zip(&self.release.sources).collect()
    }

    /// Asks for every file, a few at a time, and counts the answers in `asked`. A server that
    /// cannot be reached is asked no more.
    fn ask<T: Send>(
        &self,
        asked: &AtomicU64,
        work: impl Fn(&ReleaseFile, &Source) -> Result<T, FetchError> + Sync,
    ) -> Answers<T> {
        let files = self.files();
        let gone = AtomicBool::new(false);
        pool::each(files.len(), self.request.jobs, |number| {
            if gone.load(Ordering::Relaxed) {
                return None;
            }
            let (file, source) = files[number];
            let answer = work(file, source);
            asked.fetch_add(1, Ordering::Relaxed);
            if answer.as_ref().is_err_and(FetchError::is_connection_error) {
                gone.store(true, Ordering::Relaxed);
            }
            Some(answer)
        })
    }

    /// What was had, by the number of its file; the others are told of.
    fn had<T>(&mut self, answers: Answers<T>) -> Vec<(usize, T)> {
        let (mut had, mut untried) = (Vec::new(), 0);
        for (number, answer) in answers.into_iter().enumerate() {
            let name = self.release.files[number].name.to_string();
            match answer {
                Some(Ok(answer)) => had.push((number, answer)),
                Some(Err(error)) => {
                    self.remote.lost(&name, error.cause.to_string());
                    self.failures.push(error.into());
                }
                None => {
                    untried += 1;
                    let why = "not tried: the server was not there for another file";
                    self.remote.lost(&name, why.to_owned());
                }
            }
        }
        match untried {
            0 => {}
            1 => self.failures.push(Failure::new("1 more file was not tried")),
            _ => self.failures.push(Failure::new(format!("{untried} more files were not tried"))),
        }
        had
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_have_two_equal_signs() {
        for text in ["psutil==7.2.2", "My.Demo == 1", "a==", "a==1.*"] {
            assert!(is_release(text), "{text}");
        }
        for text in ["psutil", "dist/a==1", "./a==1", "==1", "a*==1", "a\\b==1", "a=1"] {
            assert!(!is_release(text), "{text}");
        }
    }
}
