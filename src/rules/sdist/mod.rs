//! SDI: the archive of a source distribution.

pub(super) mod sdi001_top_folder;
pub(super) mod sdi002_pkg_info_missing;
pub(super) mod sdi003_pyproject_missing;
pub(super) mod sdi004_archive_defect;
pub(super) mod sdi005_member_unsafe;
