//! Which modules the wheel brings.

use super::{Fact, Maturin, config::ModuleName, node::Table, setup_cfg::SetupCfg, source::Files};
use crate::model::ProjectName;

/// What [`read`] looks at.
pub(super) struct Sources<'a> {
    pub(super) pyproject: &'a Table<'a>,
    pub(super) cfg: &'a SetupCfg,
    pub(super) maturin: &'a Maturin,
    pub(super) name: &'a Fact<ProjectName>,
    pub(super) files: &'a dyn Files,
}

/// The modules of the first source that names any.
pub(super) fn read(_from: &Sources<'_>) -> Vec<Fact<ModuleName>> {
    Vec::new()
}
