//! WHEEL with the tags and the build tag of the file name.

use std::collections::BTreeSet;

use super::Mend;
use crate::{
    dist::WheelFile,
    model::{Tag, TagSet, WheelName},
};

/// A file name that stands for more tags than this is an attack, not a wheel.
const MOST_TAGS: usize = 2_000;

/// The text of WHEEL with what `wants` asks for put right, and what that was. `None` where all is
/// well, or where the file has more in it than fields.
pub(super) fn rewrite(
    file: &WheelFile,
    name: &WheelName,
    path: &str,
    wants: &dyn Fn(&str) -> bool,
) -> Option<(Vec<u8>, Vec<Mend>)> {
    let headers = &file.headers;
    if headers.cut.is_some() || !headers.defects.is_empty() || headers.body.is_some() {
        return None;
    }
    let mut mends = tags(file, name, path)?;
    let new_tags = mends.iter().any(|mend| wants(mend.code));
    if !new_tags {
        mends.clear();
    }
    let build = name.build.as_ref().map(ToString::to_string);
    let written = file.build().map(|field| field.value.as_str());
    let new_build = build.as_deref() != written && wants("NAM005");
    if new_build {
        let message = match &build {
            Some(tag) => format!("`Build: {tag}` as in the file name"),
            None => "`Build` removed: the file name has none".to_owned(),
        };
        mends.push(Mend::new("NAM005", Some(path), message, Vec::new()));
    }
    if mends.is_empty() {
        return None;
    }

    let mut tag_lines =
        Some(wanted(name).iter().map(|tag| format!("Tag: {tag}")).collect::<Vec<_>>());
    let mut build_line = build.map(|tag| format!("Build: {tag}"));
    let mut lines = Vec::new();
    for field in &headers.fields {
        if new_tags && field.name.eq_ignore_ascii_case("Tag") {
            lines.extend(tag_lines.take().unwrap_or_default());
        } else if new_build && field.name.eq_ignore_ascii_case("Build") {
            lines.extend(build_line.take());
        } else {
            lines.push(format!("{}: {}", field.name, field.value));
        }
    }
    if new_tags {
        lines.extend(tag_lines.unwrap_or_default());
    }
    if new_build {
        lines.extend(build_line);
    }
    Some((format!("{}\n", lines.join("\n")).into_bytes(), mends))
}

/// Every tag that the name stands for, once, in order.
fn wanted(name: &WheelName) -> Vec<Tag> {
    let mut seen = BTreeSet::new();
    name.tags.expand().filter(|tag| seen.insert(tag.clone())).collect()
}

/// What is wrong with the tags; `None` where there are too many.
fn tags(file: &WheelFile, name: &WheelName, path: &str) -> Option<Vec<Mend>> {
    let count = |set: &TagSet| set.pythons.len() * set.abis.len() * set.platforms.len();
    if count(&name.tags) > MOST_TAGS {
        return None;
    }
    let mut found = BTreeSet::new();
    let (mut any, mut compressed, mut unreadable) = (false, false, false);
    for field in file.tags() {
        any = true;
        match field.value.parse::<TagSet>() {
            Ok(set) if count(&set) > MOST_TAGS => return None,
            Ok(set) => {
                compressed |= count(&set) > 1;
                found.extend(set.expand());
            }
            Err(_) => unreadable = true,
        }
    }
    let wanted = wanted(name);
    let differ = unreadable || found != wanted.iter().cloned().collect();
    let lines = || wanted.iter().map(|tag| format!("Tag: {tag}")).collect();
    let mend = |code, message: &str| Mend::new(code, Some(path), message.to_owned(), lines());
    Some(match (any, differ, compressed) {
        (false, ..) => vec![mend("WHL005", "`Tag` lines added from the file name")],
        (true, true, true) => vec![
            mend("WHL004", "`Tag` lines taken from the file name"),
            mend("WHL006", "one `Tag` line a tag"),
        ],
        (true, true, false) => vec![mend("WHL004", "`Tag` lines taken from the file name")],
        (true, false, true) => vec![mend("WHL006", "one `Tag` line a tag")],
        (true, false, false) => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::Headers;

    fn rewritten(name: &str, text: &str) -> Option<String> {
        let file = WheelFile::from(Headers::parse(text.as_bytes()));
        let (text, _) = rewrite(&file, &name.parse().unwrap(), "WHEEL", &|_| true)?;
        Some(String::from_utf8(text).unwrap())
    }

    #[test]
    fn other_fields_and_their_order_stay() {
        let text = "Wheel-Version: 1.0\nGenerator: a\nTag: cp39-none-any\nGenerator: b\n";
        insta::assert_snapshot!(rewritten("x-1-2-py2.py3-none-any.whl", text).unwrap(), @r"
        Wheel-Version: 1.0
        Generator: a
        Tag: py2-none-any
        Tag: py3-none-any
        Generator: b
        Build: 2
        ");
        let text = "Wheel-Version: 1.0\nBuild: 1\nRoot-Is-Purelib: true\n";
        insta::assert_snapshot!(rewritten("x-1-py3-none-any.whl", text).unwrap(), @r"
        Wheel-Version: 1.0
        Root-Is-Purelib: true
        Tag: py3-none-any
        ");
    }

    #[test]
    fn what_is_right_or_not_understood_stays() {
        let name = "x-1-py3-none-any.whl";
        assert_eq!(rewritten(name, "Wheel-Version: 1.0\nTag: py3-none-any\n"), None);
        assert_eq!(rewritten(name, "Wheel-Version: 1.0\nnonsense\n"), None);
        assert_eq!(rewritten(name, "Wheel-Version: 1.0\n\na body\n"), None);
    }
}
