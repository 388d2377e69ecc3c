//! REL: the files of a release together, as installers see them.

mod gaps;
pub(super) mod rel001_target_without_file;
pub(super) mod rel002_target_builds_sdist;
pub(super) mod rel003_file_shadowed;
pub(super) mod rel004_free_threaded_stops;
pub(super) mod rel005_versions_mixed;
pub(super) mod rel006_sdist_missing;
pub(super) mod rel007_tag_twice;
pub(super) mod rel008_metadata_differs;
pub(super) mod rel009_sdist_twice;
mod view;

pub use view::View;
