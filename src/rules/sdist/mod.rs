//! SDI: the archive of a source distribution.

mod links;
pub(super) mod sdi001_top_folder;
pub(super) mod sdi002_pkg_info_missing;
pub(super) mod sdi003_pyproject_missing;
pub(super) mod sdi004_archive_defect;
pub(super) mod sdi005_member_unsafe;
pub(super) mod sdi006_sparse;
pub(super) mod sdi007_pax_size;
pub(super) mod sdi008_member_twice;
pub(super) mod sdi009_stream;
pub(super) mod sdi010_hard_link;
pub(super) mod sdi011_tar_and_zip;
pub(super) mod sdi012_path_collides;
pub(super) mod sdi013_path_not_portable;
pub(super) mod sdi014_through_link;
pub(super) mod sdi015_pax_record;
pub(super) mod sdi016_pkg_info_differs;
pub(super) mod sdi017_pyproject_invalid;
pub(super) mod sdi018_bomb;

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

/// The path without the `./` before it, which is how tar itself writes relative paths.
fn plain(name: &str) -> &str {
    name.strip_prefix("./").unwrap_or(name)
}
