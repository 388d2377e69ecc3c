//! What the maintainer should know about a plan.

use super::{TargetRow, Untested};
use crate::{
    model::{Provider, PythonVersion},
    project::{Mention, Native, Project, WheelKind},
    tables::Identifiers,
};

/// What the project leaves open, or says in a way that nobody will hear.
pub(super) fn of_project(project: &Project, identifiers: &Identifiers) -> Vec<String> {
    let mut out = Vec::new();
    if let Native::Unknown(reason) = &project.native {
        out.push(format!(
            "not sure that the project has compiled code ({reason}): planned as if it had; `wheel` \
             of [tool.relkit.matrix] decides"
        ));
    }
    let pure = matches!(project.native, Native::No);
    out.extend((!pure).then(|| limited_api(project)).flatten());
    let unknown = project.cibuildwheel.unknown_options(identifiers);
    out.extend(unknown.iter().map(ToString::to_string));
    out
}

/// setup.py is never run: a stable ABI that it sets is planned only when the configuration says so.
fn limited_api(project: &Project) -> Option<String> {
    let hint = project.limited_api_hint().filter(|_| project.wheel == WheelKind::Extension)?;
    let key = match hint.mention {
        Mention::PyLimitedApi(Some(PythonVersion { major, minor })) => {
            format!("abi3 = \"{major}.{minor}\"")
        }
        _ => "abi3 to the oldest Python of that wheel".to_owned(),
    };
    Some(format!(
        "{hint}, and setup.py is never run: set {key} in [tool.relkit.matrix], or abi3 = false"
    ))
}

/// Keys that the CI system has no use for.
pub(super) fn of_provider(project: &Project, provider: Provider) -> Vec<String> {
    let matrix = &project.layer.matrix;
    let label = matrix.label.as_ref().map(|fact| ("label", &fact.place));
    let paths = matrix.paths.as_ref().map(|fact| ("paths", &fact.place));
    let idle = match provider {
        Provider::Github | Provider::Gitlab => [None, None],
        Provider::Azure => [label, None],
        Provider::Circleci => [label, paths],
    };
    let told = |(key, place)| format!("{place}: `{key}` means nothing on {provider}");
    idle.into_iter().flatten().map(told).collect()
}

/// One warning for each reason for which files are not tested where they will be installed.
pub(super) fn of_targets(targets: &[TargetRow]) -> Vec<String> {
    let mut reasons: Vec<(&Untested, Vec<String>, Vec<String>)> = Vec::new();
    for row in targets {
        let Err(why) = &row.test else { continue };
        let known = reasons.iter().position(|(other, ..)| *other == why);
        let at = known.unwrap_or_else(|| {
            reasons.push((why, Vec::new(), Vec::new()));
            reasons.len() - 1
        });
        let (_, interpreters, platforms) = &mut reasons[at];
        add(interpreters, row.target.interpreter.to_string());
        add(platforms, row.id.platform.to_string());
    }
    let line = |(why, interpreters, platforms): &(&Untested, Vec<String>, Vec<String>)| {
        format!("{} not tested on {}: {why}", interpreters.join(" "), platforms.join(" "))
    };
    reasons.iter().map(line).collect()
}

fn add(words: &mut Vec<String>, word: String) {
    if !words.contains(&word) {
        words.push(word);
    }
}
