//! The shares of one project for other commands: what `relkit pyversions` reports, and no files of
//! any index.

use super::{
    Context, Failure, Request, ask, days, dimensions,
    judged::Judge,
    one, sources, tells,
    wheels::{Known, Newest},
};
use crate::{
    downloads::Wanted,
    installer::ReleaseFile,
    net::{Client, Settings},
    project::Project,
    report::downloads::ProjectReport,
    tables::{DownloadRules, Manylinux, Pythons},
};

/// Asks for the downloads of a project, and judges each of its Pythons. `sized` are the files of a
/// release, which tell how large files are; empty where nobody named one.
pub(in crate::commands) fn counted(
    request: &Request,
    project: &Project,
    sized: Vec<ReleaseFile>,
    context: &mut Context,
) -> Result<ProjectReport, Failure> {
    request.asking.check()?;
    let window = request.days.window(context.as_of())?;
    let rules: DownloadRules = context.tables.load()?;
    let pythons: Pythons = context.tables.load()?;
    let policies: Manylinux = context.tables.load()?;
    let settings = Settings::default();
    let client = Client::new(settings.clone());
    let sources = sources(request, &client, settings, &rules, &pythons, context);
    let wanted = Wanted {
        project: project.name.value.clone(),
        window,
        history: days::history(request.history, window),
        dimensions: dimensions(request),
        installers: request.asking.installers.clone(),
    };
    let source = sources.chosen()?;
    let judge = Judge::new(request, Some(project.clone()), &pythons, context)?;
    let (wanted, answer) =
        days::asked(&wanted, request, |wanted| ask(source.as_ref(), wanted, context))?;
    tells(&answer, request)?;
    let newest = Newest { files: sized, why_not: Some("no release is named".to_owned()) };
    let known = Known { newest: &newest, pythons: &judge.supported(&answer), policies: &policies };
    Ok(one(answer, &wanted, request, &judge, &known).0)
}
