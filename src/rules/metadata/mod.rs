//! MET: the core metadata, METADATA of wheels and PKG-INFO of source distributions.

mod fields;
pub(super) mod met001_metadata_missing;
pub(super) mod met002_required_fields;
pub(super) mod met003_name_differs;
pub(super) mod met004_metadata_version;
pub(super) mod met005_field_too_new;
pub(super) mod met006_requires_python;
pub(super) mod met007_requires_dist;
pub(super) mod met008_license_file;
pub(super) mod met009_malformed;
pub(super) mod met010_field_twice;
pub(super) mod met011_value_invalid;
pub(super) mod met012_field_unknown;
mod values;

use crate::{dist::Field, rules::MetadataFile};

/// Where a field stands, for evidence.
fn at(field: &Field) -> String {
    format!("line {}: {}: {}", field.line, field.name, first_line(&field.value))
}

/// Values go on over several lines at times.
fn first_line(value: &str) -> &str {
    value.lines().next().unwrap_or_default()
}

/// The declared version of the metadata format as numbers.
fn declared(file: &MetadataFile<'_>) -> Option<(u32, u32)> {
    let (major, minor) = file.metadata.metadata_version()?.value.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
