//! What was asked + the project -> a refusal whose parts fit.

use std::path::Path;

use super::{Context, Failure, Request, files};
use crate::{
    model::Version,
    project::{Fact, Project},
    stub::{Kind, Known, Link, Message, Refusal, RefusalError, Releases},
    tables::Pythons,
};

/// The maintainer's own message, where there is one.
pub(super) fn own_message(request: &Request) -> Result<Option<Message>, Failure> {
    let Some(path) = &request.message else { return Ok(None) };
    let text = files::read_text(path)?;
    // A byte order mark is an editor's, and no part of the message.
    let message = Message::of(text.trim_start_matches('\u{feff}'))
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    Ok(Some(message))
}

/// The releases of a list, where there is one.
fn releases(path: Option<&Path>) -> Result<Option<Releases>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let releases = Releases::parse(&files::read_text(path)?).map_err(|error| {
        Failure::new(format!("{}: {error}", path.display()))
            .hint("one version a line, such as 6.1.1")
    })?;
    Ok(Some(releases))
}

/// The refusal that is asked for.
pub(super) fn refusal(
    request: &Request,
    project: &Project,
    own: Option<&Message>,
    context: &mut Context,
) -> Result<Refusal, Failure> {
    let url: Option<Link> =
        request.url.as_deref().map(str::parse).transpose().map_err(|error| Failure::of(&error))?;
    let version = version(request, project)?;
    let refusal = Refusal {
        name: project.name.value.clone(),
        since: request.since.clone().unwrap_or_else(|| version.only_release()),
        version,
        kind: request.kind.clone(),
        last: request.last.clone(),
        url,
    };
    let pythons: Pythons = context.tables.load()?;
    let releases = releases(request.versions.as_deref())?;
    let known = Known {
        pythons: &pythons,
        requires_python: project.requires_python.as_ref(),
        releases: releases.as_ref(),
        own_message: own.is_some(),
        force: request.force,
    };
    let refusal = refusal.checked(&known).map_err(|error: RefusalError| Failure {
        message: error.to_string(),
        hint: error.hint().map(Into::into),
    })?;
    if matches!(refusal.kind, Kind::Dropped(_)) && project.requires_python.is_none() {
        let unknown = "nothing says which Pythons the project supports: whether these are refused by \
                       mistake was not checked";
        context.terminal.warn(unknown);
    }
    if let Some(last) = refusal.last.as_ref().filter(|_| releases.is_none()) {
        context.terminal.warn(format!(
            "whether {} {last} was released was not checked: --versions names a list",
            refusal.name
        ));
    }
    Ok(refusal)
}

/// The version of the release that refuses.
fn version(request: &Request, project: &Project) -> Result<Version, Failure> {
    if let Some(version) = &request.release {
        return Ok(version.clone());
    }
    if let Some(Fact { value, place }) = &project.version {
        let stated: Version = value.parse().map_err(|_| {
            Failure::new(format!("{place}: `{value}` is not a version as PEP 440 has it"))
                .hint("--release says it")
        })?;
        // Before its version is raised a project still states the last good one.
        let since = request.since.as_ref().filter(|since| **since > stated);
        return Ok(since.cloned().unwrap_or(stated));
    }
    // A project that computes its version: what is known of it is the first release that refuses.
    request.since.clone().ok_or_else(|| {
        Failure::new("the project's version is not written down").hint("--release says it")
    })
}
