//! The versions that a saved page of an index names.

use std::collections::BTreeSet;

use super::{entry, entry::Entry, html, json};
use crate::model::Version;

/// All versions of a project's page, the oldest first; JSON and HTML are told by their first sign.
/// `None` where the text is neither; the error is why it cannot be read.
///
/// Rule: [Simple repository API](https://packaging.python.org/en/latest/specifications/simple-repository-api/)
pub fn versions(text: &str) -> Result<Option<Vec<Version>>, String> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let (entries, stated): (Vec<Entry>, Vec<Version>) = if text.starts_with('{') {
        let detail = json::read(text.as_bytes())?;
        let versions = detail.versions.into_iter().filter_map(json::Lenient::value);
        let stated = versions.filter_map(|text| text.parse().ok()).collect();
        (detail.files.into_iter().map(Entry::from).collect(), stated)
    } else if text.starts_with('<') {
        (html::read(text.as_bytes())?.1, Vec::new())
    } else {
        return Ok(None);
    };
    let (files, _) = entry::divide(entries, None);
    let of_files = files.iter().map(|(file, _)| file.name.version().clone());
    let all: BTreeSet<Version> = of_files.chain(stated).collect();
    Ok(Some(all.into_iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let read = |text: &str| {
            let all = versions(text).unwrap().unwrap();
            all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        let html = "<!DOCTYPE html><a href='x-1.1.tar.gz'>x-1.1.tar.gz</a><a href='x-1.0-py3-none-any.whl'>x-1.0-py3-none-any.whl</a>";
        assert_eq!(read(html), "1.0 1.1");
        let json = r#"{"meta": {"api-version": "1.1"}, "name": "x", "versions": ["0.9"], "files": [{"filename": "x-1.0.tar.gz", "url": "x-1.0.tar.gz", "hashes": {}}]}"#;
        assert_eq!(read(json), "0.9 1.0");
        assert_eq!(versions("6.1.0\n").unwrap(), None);
        assert!(versions("{").is_err());
    }
}
