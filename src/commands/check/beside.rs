//! What is given beside the files: a release to compare with, the plan, a manifest.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::Request;
use crate::{
    commands::{Context, Failure, release_list},
    matrix::{PlanTables, plan},
    model::Provider,
    project::Project,
    rules::{Beside, Expected, ExpectedName, Published},
};

/// Bytes of a manifest: 100 000 names.
const MANIFEST: u64 = 16 << 20;

/// What the files are compared with.
#[derive(Debug, Clone, Default)]
pub struct CompareWith {
    /// A release: `NAME==VERSION`, a file with a list, a folder
    pub against: Option<String>,
    /// The plan of the project
    pub plan: bool,
    /// A file with patterns, one a line
    pub manifest: Option<PathBuf>,
}

/// Loads what was asked for.
pub(super) fn load(request: &Request, context: &mut Context) -> Result<Beside, Failure> {
    let CompareWith { against, plan, manifest } = &request.compare;
    let published = against.as_ref().map(|argument| published(argument, request, context));
    let expected = match manifest {
        Some(path) => Some(of_manifest(path)?),
        None if *plan => Some(of_plan(&request.project, context)?),
        None => None,
    };
    Ok(Beside { published: published.transpose()?, expected })
}

fn published(
    argument: &str,
    request: &Request,
    context: &mut Context,
) -> Result<Published, Failure> {
    let release = release_list::load(argument, &request.index.options, context)?;
    let first = release.sources.iter().filter_map(|source| source.uploaded).min();
    Ok(Published {
        uploaded: first.map(|time| time.to_zoned(TimeZone::UTC).date()),
        name: release.name,
        version: release.version,
        files: release.files,
    })
}

/// The files that `relkit matrix` plans.
fn of_plan(folder: &Path, context: &Context) -> Result<Expected, Failure> {
    let project = Project::open(folder)?;
    let tables = PlanTables::load(&context.tables)?;
    // Which machines build a file makes no difference to what files there are.
    let plan = plan(&project, &tables, Provider::Github, context.as_of())?;
    let names = plan.expected.iter().map(|file| name(&file.pattern, Some(&file.job)));
    Ok(Expected {
        name: Some(plan.project.clone()),
        source: format!("the plan of `{}`", folder.display()),
        files: names.collect::<Result<_, _>>()?,
    })
}

/// What `relkit matrix --format manifest` writes: a pattern a line; `#` begins a comment.
fn of_manifest(path: &Path) -> Result<Expected, Failure> {
    let fail = |why: String| Failure::new(format!("cannot read `{}`: {why}", path.display()));
    let meta = std::fs::metadata(path).map_err(|error| fail(error.to_string()))?;
    if !meta.is_file() || meta.len() > MANIFEST {
        let why = format!("it is no file of at most {MANIFEST} bytes");
        return Err(fail(why).hint("a manifest is what `relkit matrix --format manifest` writes"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    let lines = text.lines().map(str::trim);
    let patterns = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let files: Vec<ExpectedName> =
        patterns.map(|pattern| name(pattern, None)).collect::<Result<_, _>>()?;
    if files.is_empty() {
        let hint = "`relkit matrix --format manifest` writes one";
        return Err(fail("it has no pattern".to_owned()).hint(hint));
    }
    Ok(Expected { name: None, source: format!("`{}`", path.display()), files })
}

fn name(pattern: &str, job: Option<&String>) -> Result<ExpectedName, Failure> {
    let parsed = glob::Pattern::new(pattern)
        .map_err(|error| Failure::new(format!("`{pattern}` is no pattern: {}", error.msg)))?;
    Ok(ExpectedName { pattern: parsed, job: job.cloned() })
}
