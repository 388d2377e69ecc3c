//! Pythons as tools name them: `3.9`, `py39`, `cp39`, `pypy3.9`, `python3.9`.

use crate::{drop::Going, model::PythonVersion};

/// What stands before the number, longest first.
const PREFIXES: [&str; 10] =
    ["cpython", "graalpy", "python", "pypy", "py", "cp", "pp", "gp", "jython", ""];

/// The version that a word names, when it is a word for a Python and nothing else.
///
/// Forms: a dotted number with or without a prefix (`3.9`, `3.9.18`, `3.13t`, `3.14-dev`,
/// `pypy-3.9`), or digits behind a prefix (`py39`, `cp313t`). `py2` stands for 2.7, the last of its
/// major; `py3` names no version.
pub(super) fn named(word: &str) -> Option<PythonVersion> {
    let lower = word.to_ascii_lowercase();
    PREFIXES.iter().find_map(|prefix| {
        let rest = lower.strip_prefix(prefix)?;
        let rest = if prefix.is_empty() { rest } else { rest.trim_start_matches(['-', '@']) };
        dotted(rest).or_else(|| {
            let digits = rest.strip_suffix('t').unwrap_or(rest);
            match digits {
                _ if prefix.is_empty() => None,
                "2" => Some(PythonVersion::new(2, 7)),
                _ => PythonVersion::from_nodot(digits).filter(|it| is_python(*it)),
            }
        })
    })
}

/// Whether there is such a Python, or may be: Python 2 ended with 2.7.
fn is_python(version: PythonVersion) -> bool {
    version.major == 3 || (version.major == 2 && version.minor <= 7)
}

/// `3.9` and what may follow it.
fn dotted(text: &str) -> Option<PythonVersion> {
    let (major, rest) = text.split_once('.')?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let version: PythonVersion = format!("{major}.{}", &rest[..end]).parse().ok()?;
    let follows = &rest[end..];
    let plain = follows.is_empty() || follows == "t" || follows.starts_with(['.', '-']);
    let words = |c: char| c.is_ascii_alphanumeric() || "._-*".contains(c);
    (plain && follows.chars().all(words) && is_python(version)).then_some(version)
}

/// Whether a word names a Python that goes or went.
pub(super) fn is_dead(word: &str, going: &Going) -> bool {
    named(word).is_some_and(|version| going.is_below(version))
}

/// The same word with another version in its place, digits or dotted as it was.
/// Ex) `py38` becomes `py310`, `python3.8` becomes `python3.10`
pub(super) fn renamed(word: &str, to: PythonVersion) -> Option<String> {
    let from = named(word)?;
    for (old, new) in [(from.to_string(), to.to_string()), (from.nodot(), to.nodot())] {
        if let Some(at) = word.find(&old) {
            return Some(format!("{}{new}{}", &word[..at], &word[at + old.len()..]));
        }
    }
    None
}

/// `3.8`, `3.8 and 3.9`, `2.7, 3.8 and 3.9`.
pub(super) fn listed(versions: &[PythonVersion]) -> String {
    let words: Vec<String> = versions.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_pythons_are_known() {
        for (word, expected) in [
            ("3.9", "3.9"),
            ("3.13t", "3.13"),
            ("3.9.18", "3.9"),
            ("3.14-dev", "3.14"),
            ("pypy-3.9-v7.3", "3.9"),
            ("pypy3.9", "3.9"),
            ("pypy39", "3.9"),
            ("PY39", "3.9"),
            ("python3.9", "3.9"),
            ("cp313t", "3.13"),
            ("py2", "2.7"),
            ("py27", "2.7"),
            ("py3", "-"),
            ("39", "-"),
            ("4.2", "-"),
            ("django32", "-"),
            ("3.9+x", "-"),
            ("py", "-"),
            ("", "-"),
        ] {
            let found = named(word).map_or_else(|| "-".to_owned(), |it| it.to_string());
            assert_eq!(found, expected, "{word}");
        }
    }

    #[test]
    fn a_new_name_keeps_the_form() {
        let to = PythonVersion::new(3, 10);
        assert_eq!(renamed("py38", to).unwrap(), "py310");
        assert_eq!(renamed("pypy-3.8", to).unwrap(), "pypy-3.10");
        assert_eq!(renamed("lint", to), None);
    }
}
