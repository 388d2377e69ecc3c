//! What the maintainer should know about a plan.

use super::{Untested, Wheels};
use crate::{
    model::PythonVersion,
    project::{Mention, Native, Project, WheelKind, config::MatrixConfig},
    tables::Identifiers,
};

/// What the project leaves open, or says in a way that nobody will hear.
pub(super) fn of_project(
    project: &Project,
    config: &MatrixConfig,
    identifiers: &Identifiers,
) -> Vec<String> {
    let mut out = Vec::new();
    if let Native::Unknown(reason) = &project.native {
        out.push(format!(
            "not sure that the project has compiled code ({reason}): planned as if it had; `wheel` \
             of [tool.relkit.matrix] decides"
        ));
    }
    let pure = matches!(project.native, Native::No);
    if pure && config.import.is_empty() {
        let why = Untested::NoModule;
        out.push(format!("the wheel is installed and not imported: {why}"));
    }
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

/// One warning for each reason for which files are not tested where they will be installed.
pub(super) fn of_wheels(wheels: &Wheels) -> Vec<String> {
    let Wheels::Native(jobs) = wheels else { return Vec::new() };
    let mut reasons: Vec<(&Untested, Vec<String>, Vec<String>)> = Vec::new();
    for job in jobs {
        for gap in &job.gaps {
            let known = reasons.iter().position(|(why, ..)| **why == gap.why);
            let at = known.unwrap_or_else(|| {
                reasons.push((&gap.why, Vec::new(), Vec::new()));
                reasons.len() - 1
            });
            let (_, interpreters, platforms) = &mut reasons[at];
            add(interpreters, gap.target.interpreter.to_string());
            add(platforms, job.platform.to_string());
        }
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
