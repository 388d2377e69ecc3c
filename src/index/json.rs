//! The JSON form of the Simple API (PEP 691, with the fields of PEP 700 and PEP 792).
//!
//! Rule: [JSON project detail](https://packaging.python.org/en/latest/specifications/simple-repository-api/#json-based-simple-api-for-python-package-indexes).

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, SeqAccess, Visitor},
};

use super::{Digest, FILES, MetadataBeside, entry::Entry};

/// A project's page. Fields that relkit does not know are passed over.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Detail {
    /// What the API is; absent in lists of other tools
    pub(super) meta: Option<Meta>,
    #[serde(default)]
    pub(super) name: Option<String>,
    /// The version, in lists of a single one
    #[serde(default)]
    pub(super) version: Option<String>,
    /// All versions, since 1.1
    #[serde(default, deserialize_with = "bounded")]
    pub(super) versions: Vec<Lenient<String>>,
    #[serde(deserialize_with = "bounded")]
    pub(super) files: Vec<File>,
    /// Since 1.4
    #[serde(default, rename = "project-status")]
    pub(super) status: Lenient<Status>,
}

/// What the API is.
#[derive(Debug, Deserialize)]
pub(super) struct Meta {
    #[serde(rename = "api-version")]
    api_version: String,
}

/// Whether files may be had at all. Ex) `quarantined`
#[derive(Debug, Deserialize)]
pub(super) struct Status {
    pub(super) status: String,
}

/// One file.
#[derive(Debug, Deserialize)]
pub(super) struct File {
    filename: String,
    #[serde(default)]
    size: Lenient<u64>,
    #[serde(default, rename = "requires-python")]
    requires_python: Lenient<String>,
    #[serde(default)]
    yanked: Lenient<Yanked>,
    #[serde(default)]
    url: Lenient<String>,
    #[serde(default)]
    hashes: Lenient<BTreeMap<String, Lenient<String>>>,
    /// Since 1.0, under another name
    #[serde(default, rename = "core-metadata")]
    core_metadata: Option<Lenient<Beside>>,
    #[serde(default, rename = "dist-info-metadata")]
    dist_info_metadata: Option<Lenient<Beside>>,
    #[serde(default, rename = "upload-time")]
    upload_time: Lenient<String>,
}

/// Whether the metadata lie beside the file: a flag, or their hashes (PEP 658 and PEP 714).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Beside {
    Flag(bool),
    Hashes(BTreeMap<String, Lenient<String>>),
}

/// A flag, or the reason for it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Yanked {
    Flag(bool),
    Reason(String),
}

/// A value, or something of another kind, which counts as nothing.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Lenient<T> {
    Value(T),
    Other(IgnoredAny),
}

impl<T> Default for Lenient<T> {
    fn default() -> Self {
        Self::Other(IgnoredAny)
    }
}

impl<T> Lenient<T> {
    pub(super) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Other(_) => None,
        }
    }
}

/// Reads a page of a project or a list of the same form.
pub(super) fn read(body: &[u8]) -> Result<Detail, String> {
    // serde would take an array for the fields in their order.
    if body.trim_ascii_start().starts_with(b"[") {
        return Err("the JSON is an array, not an object with `files`".to_owned());
    }
    let detail: Detail = serde_json::from_slice(body).map_err(|error| {
        if error.is_eof() {
            format!("the JSON is cut short at line {}, column {}", error.line(), error.column())
        } else {
            format!("the JSON is not of the Simple API: {error}")
        }
    })?;
    if let Some(meta) = &detail.meta {
        check(&meta.api_version)?;
    }
    Ok(detail)
}

/// Refuses a major version of the API that is not ours. Ex) `1.4` is
pub(super) fn check(version: &str) -> Result<(), String> {
    if version.split('.').next() == Some("1") {
        return Ok(());
    }
    Err(format!("it speaks version `{version}` of the Simple API, and relkit knows version 1"))
}

impl From<File> for Entry {
    fn from(file: File) -> Self {
        let yanked = match file.yanked.value() {
            Some(Yanked::Flag(flag)) => flag.then(String::new),
            // A reason may be empty in theory; pip takes that as not yanked.
            Some(Yanked::Reason(reason)) => Some(reason).filter(|reason| !reason.is_empty()),
            None => None,
        };
        let beside = file.core_metadata.or(file.dist_info_metadata).and_then(Lenient::value);
        Self {
            file_name: file.filename,
            size: file.size.value(),
            requires_python: file.requires_python.value(),
            yanked,
            link: file.url.value(),
            digest: file.hashes.value().as_ref().and_then(best),
            metadata: match beside {
                None | Some(Beside::Flag(false)) => MetadataBeside::None,
                Some(Beside::Flag(true)) => MetadataBeside::Unproven,
                Some(Beside::Hashes(hashes)) => {
                    best(&hashes).map_or(MetadataBeside::Unproven, MetadataBeside::Proven)
                }
            },
            uploaded: file.upload_time.value().and_then(|text| text.parse().ok()),
        }
    }
}

/// The best of the digests that can be relied on.
fn best(hashes: &BTreeMap<String, Lenient<String>>) -> Option<Digest> {
    Digest::best(&hashes.iter().filter_map(|(name, digits)| match digits {
        Lenient::Value(digits) => Some((name.as_str(), digits.as_str())),
        Lenient::Other(_) => None,
    }))
}

/// Why a page with more than [`FILES`] files is refused.
pub(super) fn too_many() -> String {
    format!("it lists more than {FILES} files")
}

/// An array of at most [`FILES`].
fn bounded<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    struct Bounded<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Bounded<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
            let mut out = Vec::new();
            while let Some(item) = seq.next_element()? {
                if out.len() == FILES {
                    return Err(A::Error::custom(too_many()));
                }
                out.push(item);
            }
            Ok(out)
        }
    }

    from.deserialize_seq(Bounded(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_values_are_passed_over() {
        let body = br#"{"meta": {"api-version": "1.9", "x": []}, "name": "demo", "new": {},
            "versions": ["1.0", 2], "project-status": "old", "files": [
            {"filename": "demo-1.0.zip", "size": "big", "requires-python": null, "yanked": 1},
            {"filename": "demo-1.1.zip", "size": 7, "requires-python": ">=3", "yanked": "broken"}]}"#;
        let detail = read(body).unwrap();
        assert!(detail.status.value().is_none());
        let entries: Vec<Entry> = detail.files.into_iter().map(Entry::from).collect();
        assert_eq!(entries[0], Entry { file_name: "demo-1.0.zip".to_owned(), ..Entry::default() });
        assert_eq!((entries[1].size, entries[1].yanked.as_deref()), (Some(7), Some("broken")));
    }

    #[test]
    fn files_state_where_they_are() {
        let digest = "0f".repeat(32);
        let body = format!(
            r#"{{"files": [{{"filename": "a-1.zip", "url": "../a-1.zip", "yanked": true,
            "hashes": {{"md5": "x", "sha256": "{digest}", "blake2b": 1}},
            "core-metadata": {{"sha256": "{digest}"}}, "dist-info-metadata": true,
            "upload-time": "2026-01-28T18:14:57.293384Z"}},
            {{"filename": "b-1.zip", "url": 1, "hashes": [], "dist-info-metadata": true,
            "upload-time": "yesterday"}}]}}"#
        );
        let entries: Vec<Entry> =
            read(body.as_bytes()).unwrap().files.into_iter().map(Entry::from).collect();
        let digest = Digest::of_text(&format!("sha256={digest}"));
        assert_eq!((entries[0].link.as_deref(), &entries[0].digest), (Some("../a-1.zip"), &digest));
        assert_eq!(entries[0].metadata, MetadataBeside::Proven(digest.unwrap()));
        assert_eq!(entries[0].yanked.as_deref(), Some(""));
        assert!(entries[0].uploaded.is_some() && entries[1].uploaded.is_none());
        let beside = MetadataBeside::Unproven;
        assert_eq!(
            entries[1],
            Entry { file_name: "b-1.zip".to_owned(), metadata: beside, ..Entry::default() }
        );
    }

    #[test]
    fn what_is_no_page_is_told() {
        let why = |body: &str| read(body.as_bytes()).unwrap_err();
        insta::assert_snapshot!(why(r#"{"files": [{"filename": "a"#), @"the JSON is cut short at line 1, column 26");
        insta::assert_snapshot!(why(r#"{"files": 1}"#), @"the JSON is not of the Simple API: invalid type: integer `1`, expected an array at line 1 column 11");
        insta::assert_snapshot!(why("{}"), @"the JSON is not of the Simple API: missing field `files` at line 1 column 2");
        insta::assert_snapshot!(why(r#"{"meta": {"api-version": "2.0"}, "files": []}"#), @"it speaks version `2.0` of the Simple API, and relkit knows version 1");
        let nested = "[".repeat(100_000);
        assert!(why(&format!(r#"{{"files": [], "x": {nested}"#)).contains("cut short"));
        let many = vec![r#"{"filename": ""}"#; FILES + 1].join(",");
        assert!(why(&format!(r#"{{"files": [{many}]}}"#)).contains("more than 200000 files"));
    }
}
