//! Poetry's constraint on Python, with a higher floor.

use crate::{
    drop::{
        Going,
        requires::{Raise, agrees, takes_below, takes_kept, takes_only_kept},
    },
    model::{PythonVersion, RequiresPython},
    project::poetry_requires,
};

/// A constraint as it is written, with a higher floor. Alternatives (`||`) that only take older
/// Pythons go.
///
/// Rule: [version constraints](https://python-poetry.org/docs/dependency-specification/#version-constraints).
pub(super) fn raise(text: &str, floor: PythonVersion) -> Raise {
    const CANNOT: Raise = Raise::Cannot("it is no range of versions that can be raised");
    let between = if text.contains("||") { "||" } else { "|" };
    let mut kept = Vec::new();
    let mut changed = false;
    for part in text.split(between) {
        if matches!(part.trim(), "*" | "") {
            return if text.contains('|') { CANNOT } else { Raise::To(format!(">={floor}")) };
        }
        let Some(range) = poetry_requires(part) else { return CANNOT };
        if !takes_below(&range, floor) {
            kept.push(part.to_owned());
            continue;
        }
        changed = true;
        if takes_kept(&range, floor) {
            match raised(part, &range, floor) {
                Some(new) => kept.push(new),
                None => return CANNOT,
            }
        }
    }
    match kept.split_first_mut() {
        None => CANNOT,
        Some(_) if !changed => Raise::Same,
        Some((first, _)) => {
            if !text.starts_with(char::is_whitespace) {
                *first = first.trim_start().to_owned();
            }
            let whole = kept.join(between);
            let whole = if text.ends_with(char::is_whitespace) { &whole } else { whole.trim_end() };
            Raise::To(whole.to_owned())
        }
    }
}

/// Whether the Python that a dependency is for is none or all of those that stay, and was not.
pub(super) fn is_settled(text: &str, going: &Going) -> bool {
    poetry_requires(text).is_some_and(|range| {
        let floor = going.floor();
        (takes_below(&range, floor) && !takes_kept(&range, floor)) || takes_only_kept(&range, floor)
    })
}

/// One alternative.
fn raised(part: &str, range: &RequiresPython, floor: PythonVersion) -> Option<String> {
    let agree = |new: &String| {
        poetry_requires(new).is_some_and(|new| agrees(range, &new.to_string(), floor))
    };
    let blank = |text: &str| text.len() - text.trim_start().len();
    // Part by part: `^3.8`, `>=3.8`, `!=3.8.1`; a range that PEP 440 can say as well is tried after.
    let mut out: Vec<String> = Vec::new();
    for piece in part.split(',') {
        let word = piece.trim();
        let digits = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
        let end = word[digits..].find(char::is_whitespace).map_or(word.len(), |at| digits + at);
        let (operator, version, rest) = (&word[..digits], &word[digits..end], &word[end..]);
        let below = poetry_requires(&format!("=={version}"));
        let older = below.is_some_and(|it| takes_below(&it, floor) && !takes_kept(&it, floor));
        let lead = &piece[..blank(piece)];
        match operator.trim() {
            "!=" if older => {}
            "^" | ">=" | "~=" | "~" => out.push(format!("{lead}{operator}{floor}{rest}")),
            ">" => out.push(format!("{lead}>={floor}{rest}")),
            _ => out.push(piece.to_owned()),
        }
    }
    let written = out.join(",");
    let plain = crate::drop::requires::raised(Some(range), floor);
    let trailing = &part[part.trim_end().len()..];
    [
        format!("{}{trailing}", written.trim_end()),
        format!("{}{plain}{trailing}", &part[..blank(part)]),
    ]
    .into_iter()
    .find(agree)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_are_raised() {
        for (text, expected) in [
            ("^3.8", "^3.10"),
            ("^3.8.1", "^3.10"),
            (">=3.8,<4.0", ">=3.10,<4.0"),
            (">=3.8 <4.0", ">=3.10 <4.0"),
            (">= 3.8, < 4", ">= 3.10, < 4"),
            ("~2.7 || ^3.6", "^3.10"),
            ("~2.7 || >=3.5,<3.9 || ^3.9", "^3.10"),
            ("^3.6 | ^4", "^3.10 | ^4"),
            ("~3", ">=3.10,<4"),
            ("^3", "^3.10"),
            ("3.*", ">=3.10,==3.*"),
            ("*", ">=3.10"),
            (">=3.8,!=3.9.0,!=3.11.1", ">=3.10,!=3.11.1"),
            ("^3.10", "-"),
            (">=3.10,<4", "-"),
            ("~3.8", "!"),
            ("3.8", "!"),
            ("x", "!"),
        ] {
            let found = match raise(text, PythonVersion::new(3, 10)) {
                Raise::Same => "-".to_owned(),
                Raise::To(new) => new,
                Raise::Cannot(_) => "!".to_owned(),
            };
            assert_eq!(found, expected, "{text}");
        }
    }
}
