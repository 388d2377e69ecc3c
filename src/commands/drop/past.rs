//! The releases that are out: who falls back to which of them.

use std::path::Path;

use super::Request;
use crate::{
    advice::{Fallbacks, fallbacks},
    commands::{Context, Failure, release_list},
    index::listing,
    installer::ReleaseFile,
    matrix::Plan,
    model::PythonVersion,
    project::Project,
};

/// The word that asks the index.
const INDEX: &str = "index";

/// The releases of the project, and where they are listed.
#[derive(Debug)]
pub(super) struct Past {
    pub(super) files: Vec<ReleaseFile>,
    pub(super) place: String,
}

/// Loads the releases that were named, if any were.
pub(super) fn load(
    request: &Request,
    project: &Project,
    context: &mut Context,
) -> Result<Option<Past>, Failure> {
    let name = &project.name.value;
    let named = request.history.as_deref();
    let asks = match named {
        Some(INDEX) => true,
        Some(_) => false,
        None => request.index.index_url.is_some() && !request.index.offline,
    };
    if asks {
        let elsewhere = "give a list of the project's files with --history FILE";
        let index = release_list::open(name.as_str(), elsewhere, &request.index, context)?;
        let page = release_list::page(&index, name, elsewhere, context)?;
        return Ok(Some(Past { files: page.files, place: page.address.to_string() }));
    }
    let Some(path) = named else { return Ok(None) };
    let history = listing::history(Path::new(path))?;
    if history.name != *name {
        let message = format!("{path} lists {}, the project is {name}", history.name);
        return Err(Failure::new(message).hint("give a list of the releases of this project"));
    }
    if let Some(warning) = release_list::unknown(&history.unknown) {
        context.terminal.warn(format_args!("{path}: {warning}"));
    }
    Ok(Some(Past { files: history.files, place: path.to_owned() }))
}

/// Who falls back, or why nobody can tell.
pub(super) fn fall_back(
    past: Option<&Past>,
    dropped: &[PythonVersion],
    now: Result<&Plan, &String>,
    after: Option<&Plan>,
) -> Result<Fallbacks, String> {
    let past = past.ok_or("releases not asked: give --history FILE, or --history index")?;
    let now = now.map_err(|why| format!("there is no plan that names targets: {why}"))?;
    Ok(fallbacks(dropped, now, after, &past.files))
}
