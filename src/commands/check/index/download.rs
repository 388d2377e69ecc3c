//! Whole files of a release: brought into the cache, then read as any others.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use super::{OnIndex, Remote, files, report, report_untried};
use crate::{
    commands::{Context, Failure, bar::with_bar, pool},
    dist::{self, Progress},
    index::{
        Index, Release,
        fetch::{self, Cache, FetchError, Fetched},
    },
    report::check::Extent,
};

/// Brings the files and reads them.
pub(super) fn read(
    index: &Index,
    release: &Release,
    request: &OnIndex,
    remote: &mut Remote,
    failures: &mut Vec<Failure>,
    context: &mut Context,
) -> Result<(), Failure> {
    let stated: u64 =
        release.files.iter().filter_map(|file| file.size).fold(0, u64::saturating_add);
    if stated > fetch::RELEASE {
        let message = format!(
            "the files of {}=={} have {stated} bytes, relkit fetches at most {}",
            release.name,
            release.version,
            fetch::RELEASE
        );
        return Err(Failure::new(message).hint("--metadata-only reads no contents"));
    }
    let folder = folder(request)?;
    let count = release.files.len();
    context
        .terminal
        .note(format_args!("fetching {count} files of {stated} bytes into {}", folder.display()));
    let answers = fetched(index, release, request, &Cache::new(folder), stated, context);
    let untried = answers.iter().filter(|answer| answer.is_none()).count();
    let listed = files(release);
    let mut brought: Vec<(usize, Fetched)> = Vec::new();
    for (number, answer) in answers.into_iter().enumerate() {
        let name = listed[number].0.name.to_string();
        match answer {
            Some(Ok(fetched)) => {
                tell(&name, &fetched, context);
                brought.push((number, fetched));
            }
            Some(Err(error)) => report(&name, Some(error), remote, failures),
            None => report(&name, None, remote, failures),
        }
    }
    report_untried(untried, failures);
    let paths: Vec<PathBuf> = brought.iter().map(|(_, fetched)| fetched.path.clone()).collect();
    let progress = Progress::default();
    let state = || (progress.done(), progress.total());
    let read = with_bar(&context.terminal, state, || dist::read(&paths, &progress));
    for ((number, _), answer) in brought.iter().zip(read) {
        let (file, source) = listed[*number];
        match answer {
            Ok(dist) => remote.found(dist, Extent::Contents, file, source),
            Err(mut error) => {
                let name = file.name.to_string();
                error.path = PathBuf::from(&name);
                remote.lost(&name, error.cause.to_string());
                failures.push(Failure::of(&error).hint("the index has it like this: yank it"));
            }
        }
    }
    Ok(())
}

/// The answers in the order of the files; none for files that were not tried since the server was
/// not there.
fn fetched(
    index: &Index,
    release: &Release,
    request: &OnIndex,
    cache: &Cache,
    stated: u64,
    context: &Context,
) -> Vec<Option<Result<Fetched, FetchError>>> {
    let listed = files(release);
    let (count, gone) = (AtomicU64::new(0), AtomicBool::new(false));
    let state = || (count.load(Ordering::Relaxed), stated);
    let work = |number: usize| {
        let (file, source) = listed[number];
        if gone.load(Ordering::Relaxed) {
            return None;
        }
        let name = file.name.to_string();
        let answer = cache.fetch(index.client(), &name, source, file.size, &count);
        if answer.as_ref().is_err_and(FetchError::is_connection_error) {
            gone.store(true, Ordering::Relaxed);
        }
        Some(answer)
    };
    with_bar(&context.terminal, state, || pool::each(listed.len(), request.jobs.get(), work))
}

/// Says where a file came from, and whether anything proves that it is the right one.
fn tell(name: &str, fetched: &Fetched, context: &mut Context) {
    if !fetched.verified {
        context.terminal.warn(format_args!(
            "{name}: the index states no SHA-2 digest, so that nothing proves that this is the file \
             that was published; it is not kept"
        ));
    }
    let what = if fetched.was_there { "was in the cache" } else { "fetched" };
    context.terminal.note(format_args!("{name}: {what}"));
}

/// The folder of the cache.
fn folder(request: &OnIndex) -> Result<PathBuf, Failure> {
    let environment = &request.options.environment;
    let usual = || environment.cache_home().map(|home| home.join("relkit"));
    request.cache_dir.clone().or_else(usual).ok_or_else(|| {
        Failure::new("no folder for downloads is known: neither XDG_CACHE_HOME nor HOME is set")
            .hint("--cache-dir names one")
    })
}
