//! Projects without compiled code: one wheel for everybody.

use jiff::civil::Date;

use super::{PlanTables, PureJob};
use crate::{
    project::{Project, config::MatrixConfig},
    tables::Stage,
};

/// The wheel is tested on the oldest and the newest Python that the project supports: what lies
/// between fails on neither end very seldom, and each is a whole job.
pub(super) fn plan(
    project: &Project,
    config: &MatrixConfig,
    tables: &PlanTables,
    on: Date,
) -> PureJob {
    let allowed = |version| project.requires_python.as_ref().is_none_or(|it| it.allows(version));
    let supported: Vec<_> = tables
        .pythons
        .released(on)
        .filter(|python| allowed(python.version) && python.is_supported(&config.support, on))
        // uv has no interpreters that ended long ago; those in their last year are still there.
        .filter(|python| python.stage(on) < Stage::EndOfLife || python.version.minor >= 8)
        .map(|python| python.version)
        .filter(|version| version.major == 3)
        .collect();
    let mut pythons: Vec<_> =
        supported.first().into_iter().chain(supported.last()).copied().collect();
    pythons.dedup();
    PureJob { pythons }
}
