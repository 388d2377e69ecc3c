//! What the dropped Pythons weigh: downloads, and what a release costs for them.

use jiff::civil::Date;

use super::Request;
use crate::{
    advice::{PlanCost, Planner},
    commands::{Context, Failure, pyversions, release_list},
    installer::ReleaseFile,
    matrix::{
        Plan, PlanTables,
        cost::Sizes,
        plan,
        simulate::{Change, pythons, simulate},
    },
    model::{Provider, PythonVersion},
    project::Project,
    report::{downloads::ProjectReport, drop::Saving},
};

/// The downloads of the project.
///
/// A source that was named must answer, unless nobody may be asked. Without one the cache is looked
/// at, and what is not there is not known.
pub(super) fn downloads(
    request: &Request,
    project: &Project,
    sized: Vec<ReleaseFile>,
    context: &mut Context,
) -> Result<Result<ProjectReport, String>, Failure> {
    let answer = pyversions::counted(&request.counts, project, sized, context).map_err(own_words);
    let from_file = matches!(request.counts.asking.source, pyversions::Chosen::File(_));
    match answer {
        Ok(report) => Ok(Ok(report)),
        Err(failure) if from_file || (request.asks && !request.index.offline) => Err(failure),
        Err(failure) if request.asks => {
            Ok(Err(format!("downloads not asked: {}", failure.message)))
        }
        Err(_) => {
            let why = "downloads not asked, and the cache has none: give --counts FILE, or \
                       --source auto";
            Ok(Err(why.to_owned()))
        }
    }
}

/// Options of downloads that `relkit drop` has.
const OPTIONS: [&str; 7] = [
    "--as-of",
    "--billing-project",
    "--cache-dir",
    "--counts",
    "--features",
    "--offline",
    "--source",
];

/// A failure without a hint at options that `relkit pyversions` alone has.
fn own_words(failure: Failure) -> Failure {
    let foreign = |hint: &String| {
        let words = hint.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        words.into_iter().any(|word| word.starts_with("--") && !OPTIONS.contains(&word))
    };
    if !failure.hint.as_ref().is_some_and(foreign) {
        return failure;
    }
    let hint = "the days are the last ones before --as-of: give another day, or other counts";
    Failure { hint: Some(hint.to_owned()), ..failure }
}

/// The files of the release whose sizes count; none where none is named.
pub(super) fn sized(request: &Request, context: &mut Context) -> Result<Vec<ReleaseFile>, Failure> {
    let Some(arg) = &request.sizes else { return Ok(Vec::new()) };
    let release = release_list::load(arg, &request.index, context)?;
    if !Sizes::of(&release.files).is_known() {
        context.terminal.warn(format_args!("{arg} names files without their sizes"));
    }
    Ok(release.files)
}

/// What a release saves, and the plan of it.
pub(super) struct Saved {
    pub(super) saving: Saving,
    pub(super) after: Option<Plan>,
}

/// What a release saves without these Pythons, together and each alone. `then` is the project as it
/// is after the edits.
pub(super) fn saved(
    (project, then): (&Project, &Project),
    tables: &PlanTables,
    on: Date,
    now: &Plan,
    dropped: &[PythonVersion],
    files: &[ReleaseFile],
) -> Saved {
    let sizes = Sizes::of(files);
    let planner = Planner::new(project, tables, Provider::Github, on, now, &sizes);
    let each = |python: &PythonVersion| -> Option<(PythonVersion, PlanCost)> {
        Some((*python, planner.cost_of(&[*python])?))
    };
    // Edits also raise the floor of a stable ABI, which leaving out alone does not.
    let after = plan(then, tables, Provider::Github, on).ok().or_else(|| {
        let has = pythons(now);
        let drop = dropped.iter().filter(|it| has.contains(it)).copied().collect();
        let change = Change { drop, ..Change::default() };
        simulate(project, tables, Provider::Github, on, now, &change).ok()
    });
    let saving = Saving {
        together: planner.cost_of(dropped),
        each: dropped.iter().filter_map(each).collect(),
    };
    Saved { saving, after }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_name_options_that_there_are() {
        let hint = |hint: &str| own_words(Failure::new("no").hint(hint)).hint.unwrap();
        let own = "the days are the last ones before --as-of: give another day, or other counts";
        assert_eq!(hint("ask for days that are there: --from 2026-01-01 --to 2026-01-28"), own);
        assert_eq!(hint("ask for a whole month: --month 2026-01"), own);
        assert_eq!(hint("name one with --cache-dir"), "name one with --cache-dir");
        assert!(own_words(Failure::new("no")).hint.is_none());
    }
}
