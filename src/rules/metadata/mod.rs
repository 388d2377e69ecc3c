//! MET: the core metadata, METADATA of wheels and PKG-INFO of source distributions.

mod email;
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
pub(super) mod met013_classifier_unknown;
pub(super) mod met014_classifier_deprecated;
pub(super) mod met015_license_unknown;
pub(super) mod met016_license_twice;
pub(super) mod met017_url_invalid;
pub(super) mod met018_email_invalid;
pub(super) mod met019_extra_undeclared;
pub(super) mod met020_marker_never_true;
pub(super) mod met021_depends_on_itself;
pub(super) mod met022_license_text_missing;
pub(super) mod met023_description_type;
pub(super) mod met024_description_refused;
pub(super) mod met025_description_not_checked;
pub(super) mod met026_description_links;
pub(super) mod rst;
mod url;
mod values;

use crate::{
    dist::{Dist, Field, Metadata},
    rules::{MetadataFile, Release},
};

/// Where a field stands, for evidence.
fn at(field: &Field) -> String {
    format!("line {}: {}: {}", field.line, field.name, first_line(&field.value))
}

/// Values go on over several lines at times, or over megabytes.
fn first_line(value: &str) -> &str {
    const LONGEST: usize = 300;
    let line = value.lines().next().unwrap_or_default();
    line.char_indices().nth(LONGEST).map_or(line, |(end, _)| &line[..end])
}

/// The declared version of the metadata format as numbers.
fn declared(file: &MetadataFile<'_>) -> Option<(u32, u32)> {
    let (major, minor) = file.metadata.metadata_version()?.value.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// The first file of the release that has metadata: REL008 tells where others differ.
fn speaker<'a>(release: &Release<'a>) -> Option<(&'a Dist, &'a Metadata)> {
    release.dists.iter().find_map(|dist| Some((*dist, dist.metadata()?)))
}

/// Whether there is a description that PyPI reads as reStructuredText, by its type or for want of
/// one.
fn is_rst(metadata: &Metadata) -> bool {
    let kind = metadata.description_content_type().map_or("", |field| field.value.as_str());
    let text = metadata.description().map_or("", str::trim);
    let kind = kind.to_ascii_lowercase();
    (matches!(&*kind, "" | "unknown") || kind.starts_with("text/x-rst"))
        && !matches!(text, "" | "UNKNOWN")
}
