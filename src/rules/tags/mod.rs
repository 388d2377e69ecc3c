//! TAG: the compatibility tags of wheels.

use crate::model::{PythonTag, PythonVersion, TagSet, WheelName};

pub(super) mod tag001_unsorted;
pub(super) mod tag002_duplicate;
pub(super) mod tag003_python_tag;
pub(super) mod tag004_abi_tag;
pub(super) mod tag005_python_abi_mismatch;
pub(super) mod tag006_abi3_floor;
pub(super) mod tag007_abi3t_floor;
pub(super) mod tag008_abi3t_alone;
pub(super) mod tag009_platform_refused;
pub(super) mod tag010_platform_unreachable;
pub(super) mod tag011_legacy_alias_missing;
pub(super) mod tag012_tags_of_nobody;

/// The wheel's file name with other tags.
fn with_tags(name: &WheelName, tags: &TagSet) -> String {
    let build = name.build.as_ref().map(|build| format!("-{build}")).unwrap_or_default();
    format!("{}{build}-{tags}.whl", name.stem())
}

/// The version of a `cpXY` tag.
fn cpython(tag: &PythonTag) -> Option<PythonVersion> {
    match *tag {
        PythonTag::CPython { major, minor: Some(minor) } => Some(PythonVersion::new(major, minor)),
        _ => None,
    }
}
