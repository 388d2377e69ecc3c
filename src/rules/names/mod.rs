//! NAM: the names of files.

pub(super) mod nam001_wheel_name;
pub(super) mod nam002_name_not_normalized;
pub(super) mod nam003_version_not_normalized;
pub(super) mod nam004_local_version;
pub(super) mod nam005_build_tag;
pub(super) mod nam006_sdist_name;
