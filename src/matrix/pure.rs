//! Projects without compiled code: one wheel for everybody.

use jiff::civil::Date;

use super::{PlanError, PlanTables, PureJob, candidates::requires_python};
use crate::{
    model::PythonVersion,
    project::{Backend, Project, config::MatrixConfig},
    tables::Stage,
};

/// The wheel is tested on the oldest and the newest Python that the project supports: what lies
/// between fails on neither end very seldom, and each is a whole job.
///
/// Versions older than anything that can be built for are left aside: the tools of today have no
/// interpreters for them.
pub(super) fn plan(
    project: &Project,
    config: &MatrixConfig,
    tables: &PlanTables,
    on: Date,
) -> Result<PureJob, PlanError> {
    let requires = requires_python(project);
    let oldest = tables.oldest();
    let added = |version: PythonVersion| config.added.contains(&version);
    let known: Vec<_> = tables
        .pythons
        .python
        .iter()
        .filter(|python| python.stage(on) > Stage::Planned || added(python.version))
        .filter(|python| python.version >= oldest)
        .collect();
    let newest = known.last().map_or(oldest, |python| python.version);
    let supported: Vec<PythonVersion> = known
        .into_iter()
        .filter(|python| {
            let allowed = requires.as_ref().is_none_or(|it| it.allows(python.version));
            allowed && python.is_supported(&config.support, on) || added(python.version)
        })
        .map(|python| python.version)
        .filter(|version| !config.dropped.contains(version))
        .collect();
    let mut pythons: Vec<_> =
        supported.first().into_iter().chain(supported.last()).copied().collect();
    pythons.dedup();
    if pythons.is_empty() {
        return Err(PlanError::NoPython { oldest, newest });
    }
    let setuptools = project.backend.value == Backend::Setuptools;
    let python = project.python_tag.as_ref().filter(|_| setuptools);
    let python = python.map_or("py3", |fact| fact.value.as_str());
    Ok(PureJob { pythons, tags: format!("{python}-none-any") })
}
