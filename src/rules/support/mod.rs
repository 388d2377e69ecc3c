//! SUP: which Pythons the metadata, the tags and the policy speak of.

use crate::{
    dist::{Dist, Metadata},
    model::{AbiTag, PythonTag, PythonVersion, RequiresPython, TagSet},
    rules::Release,
};

pub(super) mod sup001_tags_excluded;
pub(super) mod sup002_classifier_excluded;
pub(super) mod sup003_newest_unnamed;
pub(super) mod sup004_support_cutoff;
pub(super) mod sup005_abi3_floor_low;
pub(super) mod sup006_wheel_cutoff;
pub(super) mod sup007_requires_python_missing;
pub(super) mod sup008_tag_without_classifier;
pub(super) mod sup009_upper_cap;
pub(super) mod sup010_free_threading_classifier;

/// Requires-Python, where it is there, says something (SUP007) and can be read.
pub(super) fn requires(metadata: &Metadata) -> Option<RequiresPython> {
    metadata.requires_python().filter(|field| !field.value.is_empty())?.value.parse().ok()
}

/// The first file of the release that has metadata: REL008 tells where others differ.
fn speaker<'a>(release: &Release<'a>) -> Option<(&'a Dist, &'a Metadata)> {
    release.dists.iter().find_map(|dist| Some((*dist, dist.metadata()?)))
}

/// The Python versions that the classifiers name, oldest first. Ex) 3.14 of
/// `Programming Language :: Python :: 3.14`
fn classified(metadata: &Metadata) -> Vec<PythonVersion> {
    let version =
        |text: &str| text.strip_prefix("Programming Language :: Python :: ")?.parse().ok();
    let mut named: Vec<PythonVersion> =
        metadata.classifiers().filter_map(|field| version(&field.value)).collect();
    named.sort();
    named.dedup();
    named
}

/// Which Pythons accept the tags, whatever the platform.
pub(super) fn accepts(tags: &TagSet, python: PythonVersion) -> bool {
    tags.pythons.iter().any(|tag| match tag.parts() {
        Some((family, major, minor)) => {
            let this = minor.map_or(python.minor, |minor| minor);
            let stable = family == "cp" && tags.abis.iter().any(AbiTag::is_stable);
            let open = stable || matches!(tag, PythonTag::Generic { .. });
            major == python.major && (this == python.minor || (open && this <= python.minor))
        }
        None => false,
    })
}

/// `3.9, 3.10`
fn list(versions: &[PythonVersion]) -> String {
    versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_name_pythons() {
        let accepts =
            |tags: &str, python: &str| accepts(&tags.parse().unwrap(), python.parse().unwrap());
        assert!(accepts("cp39-abi3-any", "3.14") && !accepts("cp39-abi3-any", "3.8"));
        assert!(accepts("cp39-cp39-any", "3.9") && !accepts("cp39-cp39-any", "3.10"));
        assert!(accepts("cp39-none-any", "3.9") && !accepts("cp39-none-any", "3.10"));
        assert!(accepts("py2.py3-none-any", "2.7") && accepts("py310-none-any", "3.12"));
        assert!(!accepts("py3-none-any", "2.7"));
    }
}
