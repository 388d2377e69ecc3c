//! A Requires-Python with a higher floor.

use std::str::FromStr;

use pep440_rs::{Operator, VersionSpecifier};

use crate::model::{PythonVersion, RequiresPython, VersionSpecifiers};

/// Feature releases behind the floor that a new range has to answer as the old one did.
const AHEAD: u8 = 30;

/// What becomes of one part of a range.
enum Fate {
    /// It says nothing of older Pythons
    Keep,
    /// It is the floor
    Floor,
    /// It only speaks of Pythons that are gone
    Gone,
    /// `~=3.8`: a floor, and a cap before this major version
    Compatible(u16),
}

fn fate(specifier: &VersionSpecifier, floor: PythonVersion) -> Fate {
    let oldest = floor.with_micro(0);
    match specifier.operator() {
        Operator::GreaterThan | Operator::GreaterThanEqual if *specifier.version() < oldest => {
            Fate::Floor
        }
        Operator::NotEqual | Operator::NotEqualStar if *specifier.version() < oldest => Fate::Gone,
        // `~=3.8` is `>=3.8, ==3.*`.
        Operator::TildeEqual if specifier.version().release().len() == 2 => {
            Fate::Compatible(u16::from(floor.major) + 1)
        }
        _ => Fate::Keep,
    }
}

/// `>=floor` with what the project says of newer Pythons: caps, and exclusions above the floor.
pub fn raised(stated: Option<&RequiresPython>, floor: PythonVersion) -> String {
    let mut parts = vec![format!(">={floor}")];
    let text = stated.map(ToString::to_string).unwrap_or_default();
    let text = text.trim().trim_end_matches(',');
    let specifiers = VersionSpecifiers::from_str(text).unwrap_or_default();
    for specifier in specifiers.iter() {
        match (fate(specifier, floor), specifier.operator()) {
            (Fate::Compatible(cap), _) => parts.push(format!("<{cap}")),
            (Fate::Floor | Fate::Gone, _)
            | (Fate::Keep, Operator::GreaterThan | Operator::GreaterThanEqual) => {}
            (Fate::Keep, _) => parts.push(specifier.to_string()),
        }
    }
    parts.join(",")
}

/// What a stated range has to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raise {
    /// It excludes all below the floor already
    Same,
    /// This text
    To(String),
    /// It cannot be raised, for this reason
    Cannot(&'static str),
}

/// A Requires-Python as it is written, with a higher floor: order, blanks and caps stay.
pub fn raise(text: &str, floor: PythonVersion) -> Raise {
    let Ok(stated) = text.parse::<RequiresPython>() else {
        return Raise::Cannot("it is no range of versions");
    };
    if !takes_below(&stated, floor) && !is_low(text, floor) {
        return Raise::Same;
    }
    let written = in_form(text, floor);
    let plain = raised(Some(&stated), floor);
    match [written, plain].into_iter().find(|new| agrees(&stated, new, floor)) {
        Some(new) => Raise::To(new),
        None => Raise::Cannot("no range that begins with the new floor agrees with it"),
    }
}

/// Whether a range has a floor that is too low, though it excludes what is between the two.
/// Ex) `>=3.8,!=3.8.*` and `>=3.8,>=3.9` for the floor 3.9
fn is_low(text: &str, floor: PythonVersion) -> bool {
    let specifiers =
        VersionSpecifiers::from_str(text.trim().trim_end_matches(',')).unwrap_or_default();
    let fates: Vec<Fate> = specifiers.iter().map(|it| fate(it, floor)).collect();
    fates.iter().any(|it| matches!(it, Fate::Floor))
        && !fates.iter().any(|it| matches!(it, Fate::Compatible(_)))
}

/// Whether a part of a range begins at the floor or above it.
fn is_floor(specifier: &VersionSpecifier, floor: PythonVersion) -> bool {
    let from = matches!(specifier.operator(), Operator::GreaterThan | Operator::GreaterThanEqual);
    from && matches!(fate(specifier, floor), Fate::Keep)
}

/// Whether a range takes a Python below the floor.
pub(super) fn takes_below(range: &RequiresPython, floor: PythonVersion) -> bool {
    older(floor).any(|version| range.allows_some(version))
}

/// Whether a range takes a Python from the floor on.
pub(super) fn takes_kept(range: &RequiresPython, floor: PythonVersion) -> bool {
    newer(floor).any(|version| range.allows_some(version))
}

/// Whether a range takes every Python from the floor on, each patch release of it, and not every
/// one below.
pub(super) fn takes_only_kept(range: &RequiresPython, floor: PythonVersion) -> bool {
    let all = |version: PythonVersion| (0..20).all(|it| range.contains(&version.with_micro(it)));
    newer(floor).all(all) && !older(floor).all(all)
}

/// Whether a condition on Python (`<3.10`) is true of none from the floor on, or of all of them,
/// and says something of those below.
pub(super) fn is_settled(condition: &str, floor: PythonVersion) -> bool {
    condition.parse::<RequiresPython>().is_ok_and(|range| {
        let below = takes_below(&range, floor);
        (below && !takes_kept(&range, floor)) || takes_only_kept(&range, floor)
    })
}

/// Whether a new range takes none below the floor, and of the others the same as the old one.
pub(super) fn agrees(old: &RequiresPython, new: &str, floor: PythonVersion) -> bool {
    let Ok(new) = new.parse::<RequiresPython>() else { return false };
    let same = |version: PythonVersion| {
        (0..20)
            .map(|micro| version.with_micro(micro))
            .all(|it| old.contains(&it) == new.contains(&it))
    };
    !takes_below(&new, floor) && takes_kept(&new, floor) && newer(floor).all(same)
}

/// Feature releases before the floor.
fn older(floor: PythonVersion) -> impl Iterator<Item = PythonVersion> {
    let second = (0..=7).map(|minor| PythonVersion::new(2, minor));
    let third = (0..=floor.minor).map(|minor| PythonVersion::new(3, minor));
    second.chain(third).filter(move |version| *version < floor)
}

/// The floor and feature releases behind it.
fn newer(floor: PythonVersion) -> impl Iterator<Item = PythonVersion> {
    (0..AHEAD).map(move |more| PythonVersion::new(floor.major, floor.minor.saturating_add(more)))
}

/// The parts one by one, each with the blanks around it.
fn in_form(text: &str, floor: PythonVersion) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut floored = false;
    let specifier_of = |part: &str| VersionSpecifier::from_str(part.trim()).ok();
    let higher = text.split(',').filter_map(specifier_of).any(|it| is_floor(&it, floor));
    for part in text.split(',') {
        let Ok(specifier) = VersionSpecifier::from_str(part.trim()) else {
            parts.push(part.to_owned());
            continue;
        };
        let digits = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
        let behind = &part[part.trim_end().len()..];
        match fate(&specifier, floor) {
            Fate::Keep => parts.push(part.to_owned()),
            Fate::Floor | Fate::Compatible(_) if !floored && !higher => {
                floored = true;
                let operator = &part[..digits];
                let operator = match specifier.operator() {
                    Operator::GreaterThan => operator.replace('>', ">="),
                    _ => operator.to_owned(),
                };
                parts.push(format!("{operator}{floor}{behind}"));
            }
            Fate::Floor | Fate::Compatible(_) | Fate::Gone => {
                // What follows takes over the blanks of a first part.
                if parts.is_empty() && behind.is_empty() && part.starts_with(char::is_whitespace) {
                    parts.push(String::new());
                }
            }
        }
    }
    let whole = parts.join(",");
    match (floored, whole.trim()) {
        (true, _) => whole,
        (false, rest) if higher => rest.to_owned(),
        (false, "" | ",") => format!(">={floor}"),
        (false, rest) => {
            let blank = if text.contains(", ") { " " } else { "" };
            format!(">={floor},{blank}{rest}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOR: PythonVersion = PythonVersion::new(3, 9);

    #[test]
    fn caps_and_exclusions_above_the_floor_stay() {
        let raised = |text: &str| raised(Some(&text.parse().unwrap()), FLOOR);
        assert_eq!(raised(">=2.7,!=3.0.*,!=3.1.*"), ">=3.9");
        assert_eq!(raised(">=3.6, !=3.9.1, !=3.10.0, <4"), ">=3.9,!=3.9.1,!=3.10.0,<4");
        assert_eq!(raised(">3.7.2,!=3.11.*,"), ">=3.9,!=3.11.*");
        assert_eq!(raised("~=3.7"), ">=3.9,<4");
        assert_eq!(super::raised(None, FLOOR), ">=3.9");
    }

    #[test]
    fn the_form_stays() {
        for (text, expected) in [
            (">=3.8", ">=3.9"),
            (">= 3.8", ">= 3.9"),
            (" >=3.8 ", " >=3.9 "),
            (">3.7", ">=3.9"),
            (">=3.8.1", ">=3.9"),
            (">=2.7, !=3.0.*, !=3.1.*, <4", ">=3.9, <4"),
            ("<4,>=3.6", "<4,>=3.9"),
            (">=3.6, !=3.9.1, !=3.10.0, <4", ">=3.9, !=3.9.1, !=3.10.0, <4"),
            ("~=3.7", "~=3.9"),
            ("==3.*", ">=3.9,==3.*"),
            ("!=3.0.*, !=3.1.*", ">=3.9"),
            ("!=3.0.*, !=3.12.0", ">=3.9, !=3.12.0"),
            ("<4", ">=3.9,<4"),
            ("", ">=3.9"),
            (">=3.8,", ">=3.9,"),
            (">=3.9", "-"),
            (">=3.9.2", "-"),
            (">=3.10", "-"),
            (">=3.9,!=3.8.*", "-"),
            (">=3.8,!=3.8.*", ">=3.9"),
            (">= 3.8, != 3.8.*, <4", ">= 3.9, <4"),
            (">=3.8,>=3.9", ">=3.9"),
            ("<4, >=3.8, >=3.10", "<4, >=3.10"),
            ("==3.8.*", "!"),
            ("~=3.8.1", "!"),
            (">=3.8,<3.9", "!"),
            ("3.8", "!"),
        ] {
            let found = match raise(text, FLOOR) {
                Raise::Same => "-".to_owned(),
                Raise::To(new) => new,
                Raise::Cannot(_) => "!".to_owned(),
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}
