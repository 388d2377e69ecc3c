//! The HTML form of the Simple API (PEP 503), for indexes that have no other.
//!
//! Rule: [base HTML API](https://packaging.python.org/en/latest/specifications/simple-repository-api/#base-html-api):
//! an anchor a file; the last part of its address is the file's name; `data-requires-python` and
//! `data-yanked` as the JSON form has them. Sizes are not stated.

use std::collections::BTreeMap;

use html5gum::{HtmlString, Spanned, StartTag, Token, Tokenizer};
use percent_encoding::percent_decode_str;

use super::{Digest, FILES, MetadataBeside, entry::Entry, json};

/// Reads a page of a project.
///
/// Also the address in `<base href>`, from which links lead where there is one.
pub(super) fn read(body: &[u8]) -> Result<(Option<String>, Vec<Entry>), String> {
    let text = String::from_utf8_lossy(body);
    let (mut base, mut entries) = (None, Vec::new());
    for token in Tokenizer::new(text.as_ref()) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        match tag.name.as_slice() {
            b"a" => entries.extend(anchor(&tag)),
            b"meta" => check(&tag)?,
            b"base" => base = base.or_else(|| attribute(&tag, "href")),
            _ => {}
        }
        if entries.len() > FILES {
            return Err(json::too_many());
        }
    }
    Ok((base, entries))
}

/// The file of an anchor; links to folders and to nothing are none.
fn anchor(tag: &StartTag<()>) -> Option<Entry> {
    let href = attribute(tag, "href")?;
    let path = href.split(['#', '?']).next().unwrap_or_default();
    let last = path.rsplit('/').next().filter(|last| !last.is_empty())?;
    Some(Entry {
        file_name: percent_decode_str(last).decode_utf8_lossy().into_owned(),
        size: None,
        requires_python: attribute(tag, "data-requires-python").filter(|text| !text.is_empty()),
        yanked: attribute(tag, "data-yanked"),
        digest: href
            .split_once('#')
            .and_then(|(_, fragment)| fragment.split('&').find_map(Digest::of_text)),
        metadata: metadata(tag),
        uploaded: None,
        link: Some(href),
    })
}

/// Whether the metadata lie beside the file; the newer spelling counts (PEP 714).
fn metadata(tag: &StartTag<()>) -> MetadataBeside {
    let stated = attribute(tag, "data-core-metadata");
    match stated.or_else(|| attribute(tag, "data-dist-info-metadata")).as_deref() {
        None | Some("false") => MetadataBeside::None,
        Some(text) => {
            Digest::of_text(text).map_or(MetadataBeside::Unproven, MetadataBeside::Proven)
        }
    }
}

/// Refuses a major version of the API that is not ours.
fn check(tag: &StartTag<()>) -> Result<(), String> {
    if attribute(tag, "name").as_deref() == Some("pypi:repository-version") {
        json::check(attribute(tag, "content").unwrap_or_default().trim())?;
    }
    Ok(())
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let attributes: &BTreeMap<HtmlString, Spanned<HtmlString, ()>> = &tag.attributes;
    let value = attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        read(text.as_bytes()).unwrap().1.into_iter().map(|entry| entry.file_name).collect()
    }

    #[test]
    fn anchors_of_all_styles_are_files() {
        let page = r#"<!DOCTYPE html><meta name="pypi:repository-version" content="1.1">
            <a href="../../f/demo-1.0.tar.gz#sha256=00"
               data-requires-python="&gt;=3.8">demo-1.0.tar.gz</a><br>
            <A HREF='https://h.invalid/demo-2%2Bcpu-py3-none-any.whl?x=/y' data-yanked>odd text</A>
            <a href=demo-3.zip data-requires-python="">cut sho"#;
        let (_, entries) = read(page.as_bytes()).unwrap();
        assert_eq!(entries[0].requires_python.as_deref(), Some(">=3.8"));
        assert_eq!(entries[1].file_name, "demo-2+cpu-py3-none-any.whl");
        assert_eq!((&entries[0].yanked, entries[1].yanked.as_deref()), (&None, Some("")));
        assert_eq!(
            (entries[2].file_name.as_str(), &entries[2].requires_python),
            ("demo-3.zip", &None)
        );
    }

    #[test]
    fn attributes_state_what_json_does() {
        let digest = "0f".repeat(32);
        let page = format!(
            "<base href='/f/'><a href='a-1.zip#sha256={digest}' data-core-metadata='sha256={digest}'
             data-yanked='broken'></a><a href='#egg=x' data-dist-info-metadata=true></a>
             <a href='b-1.zip#md5=00' data-dist-info-metadata=true></a>"
        );
        let (base, entries) = read(page.as_bytes()).unwrap();
        assert_eq!((base.as_deref(), entries.len()), (Some("/f/"), 2));
        let digest = Digest::of_text(&format!("sha256={digest}"));
        assert_eq!((&entries[0].digest, entries[0].yanked.as_deref()), (&digest, Some("broken")));
        assert_eq!(entries[0].metadata, MetadataBeside::Proven(digest.unwrap()));
        assert_eq!((&entries[1].digest, &entries[1].metadata), (&None, &MetadataBeside::Unproven));
    }

    #[test]
    fn what_is_no_file_is_passed_over() {
        assert_eq!(names("<a href='../'>up</a><a name=x>y</a><!-- <a href=c.zip> --><a>"), [""; 0]);
        assert_eq!(names("<a href=\"x\u{fffd}.zip\">"), ["x\u{fffd}.zip"]);
        assert_eq!(names("\u{0}<<a <a href=a.zip><"), ["a.zip"]);
    }

    #[test]
    fn another_major_version_is_refused() {
        let page = b"<meta name='pypi:repository-version' content='2.0'><a href=a-1.zip>";
        insta::assert_snapshot!(read(page).unwrap_err(), @"it speaks version `2.0` of the Simple API, and relkit knows version 1");
    }
}
