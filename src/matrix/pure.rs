//! Projects without compiled code: one wheel for everybody.

use jiff::civil::Date;

use super::{PlanError, PlanTables, PureJob, candidates::requires_python};
use crate::{
    model::PythonVersion,
    project::{Backend, Project, config::MatrixConfig},
    tables::{FreeThreading, Stage},
};

/// The wheel is tested on every Python that the project supports, free-threaded builds among them:
/// each takes seconds in the one job, on Linux, where the wheel is the same as anywhere.
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
    if supported.is_empty() {
        return Err(PlanError::NoPython { oldest, newest });
    }
    let threaded = |version: &&PythonVersion| {
        let row = tables.pythons.get(**version);
        row.is_some_and(|row| row.free_threaded == FreeThreading::Supported)
    };
    let threaded = if config.free_threaded {
        supported.iter().filter(threaded).copied().collect()
    } else {
        Vec::new()
    };
    let pythons = supported;
    let setuptools = project.backend.value == Backend::Setuptools;
    let python = project.python_tag.as_ref().filter(|_| setuptools);
    let python = python.map_or("py3", |fact| fact.value.as_str());
    Ok(PureJob { pythons, threaded, tags: format!("{python}-none-any") })
}
