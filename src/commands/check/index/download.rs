//! Whole files of a release: brought into the cache, then read as any others.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{Answers, OnIndex, Reading};
use crate::{
    commands::{Context, Failure, bar::with_bar},
    dist::{self, Progress},
    index::fetch::{self, Cache, Fetched},
    report::check::Extent,
};

impl Reading<'_> {
    /// Brings the files and reads them.
    pub(super) fn contents(&mut self) -> Result<(), Failure> {
        let release = self.release;
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
        let folder = folder(self.request)?;
        let files = self.files();
        self.context.terminal.note(format_args!(
            "fetching {} files of {stated} bytes into {}",
            files.len(),
            folder.display()
        ));
        let answers = self.fetched(&Cache::new(folder), stated);
        let brought = self.had(answers);
        for (number, fetched) in &brought {
            tell(&files[*number].0.name.to_string(), fetched, self.context);
        }
        let paths: Vec<PathBuf> = brought.iter().map(|(_, it)| it.path.clone()).collect();
        let progress = Progress::default();
        let state = || (progress.done(), progress.total());
        let read = with_bar(&self.context.terminal, state, || dist::read(&paths, &progress));
        for ((number, _), answer) in brought.iter().zip(read) {
            let (file, source) = files[*number];
            match answer {
                Ok(dist) => self.remote.found(dist, Extent::Contents, file, source),
                Err(mut error) => {
                    let name = file.name.to_string();
                    error.path = PathBuf::from(&name);
                    self.remote.lost(&name, error.cause.to_string());
                    let hint = "the index has it like this: yank it";
                    self.failures.push(Failure::of(&error).hint(hint));
                }
            }
        }
        Ok(())
    }

    fn fetched(&self, cache: &Cache, stated: u64) -> Answers<Fetched> {
        let count = AtomicU64::new(0);
        let state = || (count.load(Ordering::Relaxed), stated);
        with_bar(&self.context.terminal, state, || {
            self.ask(&AtomicU64::new(0), |file, source| {
                let name = file.name.to_string();
                cache.fetch(self.index.client(), &name, source, file.size, &count)
            })
        })
    }
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
