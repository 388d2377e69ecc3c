//! Environment markers that are true of no Python that stays, or of every one.
//!
//! Rule: [dependency specifiers](https://packaging.python.org/en/latest/specifications/dependency-specifiers/).

use std::ops::Range;

use super::{
    Job,
    job::one_line,
    toml::{Kind, Site},
};
use crate::{
    drop::{
        Going,
        requires::{takes_below, takes_kept, takes_only_kept},
    },
    model::RequiresPython,
};

/// What becomes of a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marker {
    /// Nothing
    Same,
    /// No Python that stays needs it
    Never,
    /// Every Python that stays needs it: the marker, with its semicolon, says nothing
    Always(Range<usize>),
    /// More than one comparison, one of which is settled now
    Left,
}

/// Judges a requirement. Ex) `tomli>=2; python_version < "3.11"`
pub(super) fn judge(requirement: &str, going: &Going) -> Marker {
    // A URL has no `;` that is not behind a blank.
    let Some(at) = requirement.find(';') else { return Marker::Same };
    let (before, marker) = (&requirement[..at], &requirement[at + 1..]);
    let settled = |range: &RequiresPython| {
        let floor = going.floor();
        let below = takes_below(range, floor);
        (below && !takes_kept(range, floor), takes_only_kept(range, floor))
    };
    let mut found = comparisons(marker);
    let compound = [" and ", " or ", "(", ")"].iter().any(|word| marker.contains(word));
    if !compound && let Some(range) = found.next() {
        return match settled(&range) {
            (true, _) => Marker::Never,
            (_, true) => Marker::Always(before.trim_end().len()..requirement.trim_end().len()),
            _ => Marker::Same,
        };
    }
    if comparisons(marker).any(|range| settled(&range) != (false, false)) {
        Marker::Left
    } else {
        Marker::Same
    }
}

/// The comparisons with `python_version` and `python_full_version`, as ranges.
fn comparisons(marker: &str) -> impl Iterator<Item = RequiresPython> {
    ["python_version", "python_full_version"].into_iter().flat_map(move |name| {
        marker.match_indices(name).filter_map(move |(at, _)| {
            let after = behind(&marker[at + name.len()..]);
            let (operator, version) = after.or_else(|| before(&marker[..at]))?;
            let operator = match (name, operator) {
                // `python_version` has no micro number: `> "3.9"` begins with 3.10.
                ("python_version", ">") => return format!(">={}", next(version)?).parse().ok(),
                ("python_version", "<=") => return format!("<{}", next(version)?).parse().ok(),
                ("python_version", "==") => return format!("=={version}.*").parse().ok(),
                ("python_version", "!=") => return format!("!={version}.*").parse().ok(),
                (_, operator) => operator,
            };
            (!operator.is_empty()).then(|| format!("{operator}{version}").parse().ok())?
        })
    })
}

/// Signs that operators are made of.
const SIGNS: [char; 5] = ['<', '>', '=', '!', '~'];

/// What a variable is compared with, behind it. Ex) `<` and `3.9` of ` < "3.9"`
fn behind(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.trim_start();
    let (operator, value) = rest.split_at(rest.len() - rest.trim_start_matches(SIGNS).len());
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some((operator, value[1..].split(quote).next()?))
}

/// What a variable is compared with, before it, with the operator turned round. Ex) `<` and `3.9` of
/// `"3.9" > `
fn before(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.trim_end();
    let (value, operator) = rest.split_at(rest.trim_end_matches(SIGNS).len());
    let turned = match operator {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        "==" | "!=" => operator,
        _ => return None,
    };
    let value = value.trim_end();
    let quote = value.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    Some((turned, value[..value.len() - 1].rsplit(quote).next()?))
}

/// The feature release behind this one.
fn next(version: &str) -> Option<String> {
    let (major, minor) = version.split_once('.')?;
    Some(format!("{major}.{}", minor.parse::<u8>().ok()?.checked_add(1)?))
}

/// A list of requirements in TOML.
pub(super) fn of_toml(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let Kind::List(items) = &node.kind else { return };
    let mut gone = vec![false; items.len()];
    for (item, gone) in items.iter().zip(&mut gone) {
        // Quotes within the string may be escaped: then it goes as a whole or is left.
        let inner = item.inner(job.draft.text());
        match (item.text().map_or(Marker::Same, |text| judge(text, job.going)), inner) {
            (Marker::Same, _) => {}
            (Marker::Never, _) => *gone = true,
            (Marker::Always(range), Some(inner)) => {
                let text = &job.draft.text()[inner.clone()];
                let what = format!("{}: every Python that stays needs it", one_line(text));
                job.draft.put(inner.start + range.start..inner.start + range.end, "", what);
            }
            (Marker::Always(_), None) => {
                // The marker has escaped quotes: from its semicolon to the closing quote.
                let raw = &job.draft.text()[item.range.clone()];
                let before = raw.split(';').next().unwrap_or_default();
                if before.contains('\\') || raw.starts_with("\"\"\"") || !raw.starts_with('"') {
                    left(job, item.range.start);
                } else {
                    let start = item.range.start + before.trim_end().len();
                    let what = format!("{}: every Python that stays needs it", one_line(raw));
                    job.draft.put(start..item.range.end - 1, "", what);
                }
            }
            (Marker::Left, _) => left(job, item.range.start),
        }
    }
    let ranges: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
    job.take_out(&node.range, &ranges, &gone, note);
}

/// What is said of a requirement that goes.
pub(super) fn note(item: &str) -> String {
    let item = match item.strip_prefix(['"', '\'']) {
        Some(inner) => inner.strip_suffix(['"', '\'']).unwrap_or(inner),
        None => item,
    };
    format!("{item} goes: no Python that stays needs it")
}

/// Leaves a marker with more than one part.
pub(super) fn left(job: &mut Job<'_, '_>, at: usize) {
    job.draft.leave(at, "part of this marker is true of no Python that stays, or of all");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PythonVersion;

    #[test]
    fn simple_markers_are_judged() {
        let version = |minor| PythonVersion::new(3, minor);
        let going = Going::new(&[version(9)], &[version(9), version(10), version(11)]).unwrap();
        for (text, expected) in [
            ("a", "same"),
            ("a; python_version < \"3.10\"", "never"),
            ("a ; python_version<'3.9'", "never"),
            ("a; python_version <= '3.9'", "never"),
            ("a; python_version == '3.9'", "never"),
            ("a; python_full_version < '3.9.2'", "never"),
            ("a; python_version < '3.11'", "same"),
            ("a>=1 ; python_version >= '3.10'", "a>=1"),
            ("a; python_version > '3.9'", "a"),
            ("a; python_version != '3.8'", "a"),
            ("a; python_version >= '3.11'", "same"),
            ("a; python_version < '3'", "never"),
            ("a; python_version < '3.10' and sys_platform == 'win32'", "left"),
            ("a; (python_version < '3.10')", "left"),
            ("a; sys_platform == 'win32'", "same"),
            ("a; sys_platform == 'win32' and python_version < '3.12'", "same"),
            ("a; '3.10' > python_version", "never"),
            ("a; \"3.10\"<=python_version", "a"),
            ("a; '3.9' < python_version", "a"),
            ("a; '3.9' == python_version", "never"),
            ("a; '3.11' <= python_version", "same"),
            ("a; '3.10' <= python_version and os_name == 'nt'", "left"),
            ("a; '3.9' ~= python_version", "same"),
            ("a; '3.9' in python_version", "same"),
            ("a; x <= python_version", "same"),
            ("a; <= python_version", "same"),
            ("a; python_version", "same"),
        ] {
            let found = match judge(text, &going) {
                Marker::Same => "same".to_owned(),
                Marker::Never => "never".to_owned(),
                Marker::Left => "left".to_owned(),
                Marker::Always(range) => {
                    format!("{}{}", &text[..range.start], &text[range.end..])
                }
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}
