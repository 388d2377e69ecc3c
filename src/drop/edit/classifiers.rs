//! Trove classifiers that speak of a Python that goes.
//!
//! Only lines go. `Programming Language :: Python :: 3 :: Only` is not added when Python 2 goes:
//! a project says that by Requires-Python, and many never had the line.

use super::{
    Job,
    job::bare,
    toml::{Kind, Site},
};
use crate::{drop::Going, model::PythonVersion};

/// Whether a classifier is true of no Python that stays.
///
/// Ex) `Programming Language :: Python :: 3.9`, and when Python 2 goes
/// `Programming Language :: Python :: 2` and `Programming Language :: Python :: 2 :: Only`
///
/// Source: the list of [trove-classifiers](https://github.com/pypa/trove-classifiers).
pub(super) fn is_dead(classifier: &str, going: &Going) -> bool {
    let parts: Vec<&str> = classifier.split("::").map(str::trim).collect();
    let ["Programming Language", "Python", version, rest @ ..] = &parts[..] else { return false };
    match version.parse::<PythonVersion>() {
        Ok(version) => rest.is_empty() && going.is_below(version),
        Err(_) => matches!(rest, [] | ["Only"]) && *version == "2" && going.floor().major > 2,
    }
}

/// A list of classifiers in TOML.
pub(super) fn of_toml(job: &mut Job<'_, '_>, site: &Site<'_>) {
    let node = &site.entry.node;
    let Kind::List(items) = &node.kind else { return };
    let dead = |text: &str| is_dead(text, job.going);
    let gone: Vec<bool> = items.iter().map(|item| item.text().is_some_and(dead)).collect();
    let ranges: Vec<_> = items.iter().map(|item| item.range.clone()).collect();
    job.take_out(&node.range, &ranges, &gone, note);
}

/// What is said of a classifier that goes.
pub(super) fn note(item: &str) -> String {
    format!("classifier {} goes", bare(item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majors_go_with_their_last_minor() {
        let two = PythonVersion::new(2, 7);
        let three = PythonVersion::new(3, 9);
        let going = Going::new(&[two], &[two, three]).unwrap();
        for (text, dead) in [
            ("Programming Language :: Python :: 2", true),
            ("Programming Language :: Python :: 2 :: Only", true),
            ("Programming Language :: Python :: 2.7", true),
            ("Programming Language :: Python :: 3.8", true),
            ("Programming Language :: Python :: 3", false),
            ("Programming Language :: Python :: 3 :: Only", false),
            ("Programming Language :: Python :: 3.9", false),
            ("Programming Language :: Python", false),
            ("Programming Language :: Python :: Implementation :: CPython", false),
            ("Programming Language :: C", false),
        ] {
            assert_eq!(is_dead(text, &going), dead, "{text}");
        }
    }
}
