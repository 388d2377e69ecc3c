//! SDI: the archive of a source distribution.

pub(super) mod sdi001_top_folder;
pub(super) mod sdi002_pkg_info_missing;
pub(super) mod sdi003_pyproject_missing;
pub(super) mod sdi004_archive_defect;
pub(super) mod sdi005_member_unsafe;
pub(super) mod sdi016_pkg_info_differs;
pub(super) mod sdi017_pyproject_invalid;

use crate::dist::{Sdist, SourceKind};

/// Why a file was not read: it is not there, or it is no file.
fn lacking(sdist: &Sdist, path: &str, what: &str) -> String {
    let is_it = |name: &str| name.strip_prefix("./").unwrap_or(name) == path;
    match sdist.members.iter().rfind(|member| is_it(&member.name)) {
        Some(member) if member.kind != SourceKind::File => {
            format!("it is no regular file; relkit reads no {what} behind a link")
        }
        _ => format!("there is no {what}"),
    }
}
