//! The oldest Python of stable ABI builds: `abi3-py39` of `PyO3`, `cp39` of setuptools and
//! scikit-build-core, `0x03090000` of `Py_LIMITED_API`.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    Job,
    toml::{Kind, Site},
};
use crate::{drop::Going, model::PythonVersion};

/// Words behind which a version is a floor: what stands between is no letter or digit.
const BEFORE_TAG: [&str; 6] =
    ["py_limited_api", "py-limited-api", "py-api", "py_api", "abi3-py", "limited_api"];

/// Floors below the new one that a text of any kind names, each with the bytes of its number.
///
/// `py_limited_api = cp39`, `pyo3/abi3-py39`, `limited_api: '3.9'`, `Py_LIMITED_API=0x03090000`
pub(super) fn floors(text: &str, going: &Going) -> Vec<(Range<usize>, PythonVersion, String)> {
    let floor = going.floor();
    let mut out = Vec::new();
    for word in BEFORE_TAG {
        for (at, _) in text.match_indices(word) {
            let start = at + word.len();
            let rest = &text[start..];
            let between = if word == "abi3-py" { 0 } else { skipped(rest) };
            let value = &rest[between..];
            let end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
            let number = value[..end].trim_end_matches('.');
            let dotted = word == "limited_api";
            let found = match number.parse::<PythonVersion>() {
                Ok(version) if dotted => Some((version, floor.to_string())),
                _ => PythonVersion::from_nodot(number)
                    .filter(|_| !dotted)
                    .map(|version| (version, floor.nodot())),
            };
            let tagged = word == "abi3-py" || dotted || rest[..between].ends_with("cp");
            if let Some((version, new)) =
                found.filter(|(version, _)| tagged && going.is_below(*version))
            {
                let range = start + between..start + between + number.len();
                out.push((range, version, new));
            }
        }
    }
    out.extend(hexadecimal(text, going));
    out.sort_by_key(|(range, ..)| range.start);
    out.dedup_by_key(|(range, ..)| range.start);
    out
}

/// How much stands between the word and the number: signs, quotes, blanks, and `cp`.
fn skipped(rest: &str) -> usize {
    let signs = |c: char| " \t\"'=:>,".contains(c);
    let at = rest.find(|c: char| !signs(c)).unwrap_or(rest.len());
    if rest[at..].starts_with("cp") { at + 2 } else { at }
}

/// `0x03090000` behind `Py_LIMITED_API`, with micro number and level as they are.
fn hexadecimal(text: &str, going: &Going) -> Vec<(Range<usize>, PythonVersion, String)> {
    const WORD: &str = "Py_LIMITED_API";
    let mut out = Vec::new();
    for (at, _) in text.match_indices(WORD) {
        let rest = &text[at + WORD.len()..];
        let signs = |c: char| " \t\"'=:>,(".contains(c);
        let between = rest.find(|c: char| !signs(c)).unwrap_or(rest.len());
        let Some(digits) =
            rest[between..].strip_prefix("0x").or_else(|| rest[between..].strip_prefix("0X"))
        else {
            continue;
        };
        let Some(digits) = digits.get(..8) else { continue };
        let Ok(number) = u32::from_str_radix(digits, 16) else { continue };
        let [major, minor, ..] = number.to_be_bytes();
        let version = PythonVersion::new(major, minor);
        if !going.is_below(version) || major != 3 {
            continue;
        }
        let floor = going.floor();
        let lower = digits.contains(|c: char| c.is_ascii_lowercase());
        let minor =
            if lower { format!("{:02x}", floor.minor) } else { format!("{:02X}", floor.minor) };
        let start = at + WORD.len() + between + 2;
        out.push((start..start + 8, version, format!("{:02}{minor}0000", floor.major)));
    }
    out
}

/// Every floor that the files name and that is raised: what builds of that Python were for.
pub(super) fn raised(files: &BTreeMap<String, String>, going: &Going) -> BTreeSet<PythonVersion> {
    let code = |line: &&str| !line.trim_start().starts_with('#');
    files
        .iter()
        .filter(|(path, _)| !path.contains(".github/"))
        .flat_map(|(_, text)| text.lines().filter(code))
        .flat_map(|line| {
            let relkit = line.trim_start().strip_prefix("abi3").and_then(|rest| {
                let value = rest.trim_start().strip_prefix('=')?.trim();
                value.split(['"', '\'']).nth(1)?.parse::<PythonVersion>().ok()
            });
            let named = floors(line, going).into_iter().map(|(_, version, _)| version);
            named.chain(relkit.filter(|version| going.is_below(*version))).collect::<Vec<_>>()
        })
        .collect()
}

/// Raises every floor in a range of the text.
pub(super) fn lift(job: &mut Job<'_, '_>, within: Range<usize>) {
    for found in floors(&job.draft.text()[within.clone()], job.going) {
        put(job, within.start, found);
    }
}

/// Raises a floor that was found in the text from `start` on.
pub(super) fn put(
    job: &mut Job<'_, '_>,
    start: usize,
    (range, version, new): (Range<usize>, PythonVersion, String),
) {
    let what = format!("limited API of {version} becomes that of {}", job.floor());
    job.draft.put(start + range.start..start + range.end, new, what);
}

/// A value of TOML with floors in its strings. In a list, what is there twice then goes once.
pub(super) fn of_toml(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    // In a dependency the name is `PyO3`'s own.
    let bindings = site.path.iter().any(|key| key == "dependencies");
    let Kind::List(items) = &node.kind else {
        return of_texts(job, &node.texts(), bindings);
    };
    let lifted = |text: &str| {
        let mut text = text.to_owned();
        if text.starts_with("abi3-py") && !bindings {
            return text;
        }
        for (range, _, new) in floors(&text.clone(), job.going).into_iter().rev() {
            text.replace_range(range, &new);
        }
        text
    };
    let texts: Vec<Option<String>> = items.iter().map(|item| item.text().map(lifted)).collect();
    let changed = |at: usize| items[at].text() != texts[at].as_deref();
    let twice = |at: usize| {
        let other = |it: usize| it != at && texts[it] == texts[at] && (it < at || !changed(it));
        texts[at].is_some() && changed(at) && (0..texts.len()).any(other)
    };
    let gone: Vec<bool> = (0..items.len()).map(twice).collect();
    for (item, _) in items.iter().zip(&gone).filter(|(_, gone)| !**gone) {
        of_texts(job, &item.texts(), bindings);
    }
    let ranges: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
    job.take_out(&node.range, &ranges, &gone, |item| format!("{item} goes"));
}

/// Without `pyo3/` before it a feature is one of the crate's own, which stays as it is.
fn of_texts(job: &mut Job<'_, '_>, texts: &[&super::toml::Node], bindings: bool) {
    for node in texts {
        let text = node.text().unwrap_or_default();
        let found = floors(text, job.going);
        let own = |(range, ..): &(Range<usize>, PythonVersion, String)| {
            let word = text[..range.start].strip_suffix("abi3-py");
            word.is_some_and(|before| !bindings && !before.ends_with('/'))
        };
        if found.iter().any(own) {
            job.draft.leave(
                node.range.start,
                "a feature of the crate itself is named for a floor that goes",
            );
        } else if !found.is_empty()
            && let Some(range) = job.inner(node)
        {
            lift(job, range);
        }
    }
}

/// `py-api = "cp39"`: the key is the word before the tag.
pub(super) fn tag_of_toml(job: &mut Job<'_, '_>, site: &Site<'_>) {
    job.lift_text(site);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_of_all_kinds_are_found() {
        let version = |minor| PythonVersion::new(3, minor);
        let going = Going::new(&[version(9)], &[version(9), version(10)]).unwrap();
        for (text, expected) in [
            ("py_limited_api = cp39", "py_limited_api = cp310"),
            ("{'py_limited_api': 'cp36'}", "{'py_limited_api': 'cp310'}"),
            ("Extension(py_limited_api=True)", "Extension(py_limited_api=True)"),
            ("pyo3/abi3-py38", "pyo3/abi3-py310"),
            ("--config-settings=wheel.py-api=cp38", "--config-settings=wheel.py-api=cp310"),
            ("limited_api: '3.9',", "limited_api: '3.10',"),
            ("('Py_LIMITED_API', '0x03090000')", "('Py_LIMITED_API', '0x030A0000')"),
            ("-DPy_LIMITED_API=0x030800f0", "-DPy_LIMITED_API=0x030a0000"),
            ("limited_api: '3.11'", "limited_api: '3.11'"),
            ("abi3-py311", "abi3-py311"),
            ("Py_LIMITED_API 0x03", "Py_LIMITED_API 0x03"),
            ("py_limited_api=ä39", "py_limited_api=ä39"),
        ] {
            let mut new = text.to_owned();
            for (range, _, floor) in floors(text, &going).into_iter().rev() {
                new.replace_range(range, &floor);
            }
            assert_eq!(new, expected);
        }
    }
}
