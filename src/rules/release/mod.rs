//! REL: the files of a release together, as installers see them.

mod expected;
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
pub(super) mod rel010_content_twice;
pub(super) mod rel011_pure_hides_missing;
pub(super) mod rel012_file_too_large;
pub(super) mod rel013_target_lost;
pub(super) mod rel014_name_taken;
pub(super) mod rel015_release_closed;
pub(super) mod rel016_file_grew;
pub(super) mod rel017_expected_missing;
pub(super) mod rel018_file_unexpected;
mod view;

pub use view::View;
