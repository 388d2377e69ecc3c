//! Names and metadata of a release, without the contents of its files.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use super::{OnIndex, Remote, files, report, report_untried};
use crate::{
    commands::{Context, Failure, pool},
    dist::{Contents, Dist, Headers, Listed},
    index::{
        Index, Release,
        fetch::{self, FetchError},
    },
    report::check::Extent,
};

/// Reads the metadata of the files, as far as they are to be had alone.
pub(super) fn read(
    index: &Index,
    release: &Release,
    request: &OnIndex,
    remote: &mut Remote,
    failures: &mut Vec<Failure>,
    context: &mut Context,
) {
    let listed = files(release);
    context.terminal.note(format_args!("reading the metadata of {} files", listed.len()));
    let gone = AtomicBool::new(false);
    let answers = pool::each(listed.len(), request.jobs.get(), |number| {
        let (file, source) = listed[number];
        if gone.load(Ordering::Relaxed) {
            return None;
        }
        let answer = fetch::metadata(index.client(), &file.name, source, file.size);
        if answer.as_ref().is_err_and(FetchError::is_connection_error) {
            gone.store(true, Ordering::Relaxed);
        }
        Some(answer)
    });
    let untried = answers.iter().filter(|answer| answer.is_none()).count();
    for ((file, source), answer) in listed.into_iter().zip(answers) {
        let file_name = file.name.to_string();
        let alone = match answer {
            Some(Ok(alone)) => alone,
            Some(Err(error)) => {
                report(&file_name, Some(error), remote, failures);
                continue;
            }
            None => {
                report(&file_name, None, remote, failures);
                continue;
            }
        };
        let extent = if alone.is_some() { Extent::Metadata } else { Extent::Name };
        let size = alone.as_ref().and_then(|alone| alone.size).or(file.size);
        let metadata = alone.map(|alone| Headers::parse(&alone.text).into());
        let dist = Dist {
            path: PathBuf::from(&file_name),
            file_name,
            size: size.unwrap_or_default(),
            contents: Contents::Listed(Listed { name: file.name.clone(), metadata }),
            stated: None,
        };
        remote.found(dist, extent, file, source);
    }
    report_untried(untried, failures);
}
