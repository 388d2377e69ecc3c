//! How Poetry writes versions of Python.

use crate::model::RequiresPython;

/// The range as Requires-Python, which is how poetry-core writes it into the metadata; `None` for
/// any version, and for what one range cannot say (`||`).
///
/// Rule: [version constraints](https://python-poetry.org/docs/dependency-specification/#version-constraints).
pub(crate) fn requires_python(text: &str) -> Option<RequiresPython> {
    let parts: Option<Vec<String>> = parts(text).iter().map(|part| range(part)).collect();
    let joined = parts?.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(",");
    if joined.is_empty() { None } else { joined.parse().ok() }
}

/// The parts that all have to hold: between commas or blanks. An operator keeps its version.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
        match parts.last_mut() {
            Some(last) if last.ends_with(['<', '>', '=', '~', '^', '!']) => last.push_str(word),
            _ => parts.push(word.to_owned()),
        }
    }
    parts
}

fn range(part: &str) -> Option<String> {
    let numbers = |version: &str| -> Option<Vec<u32>> {
        let numbers: Vec<u32> =
            version.split('.').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        (numbers.len() <= 4).then_some(numbers)
    };
    // From this version to before the one with the number at `at` raised.
    let up_to = |version: &str, at: fn(&[u32]) -> usize| {
        let numbers = numbers(version)?;
        let at = at(&numbers);
        let mut end = numbers[..=at].to_vec();
        end[at] = end[at].checked_add(1)?;
        let end: Vec<_> = end.iter().map(ToString::to_string).collect();
        Some(format!(">={version},<{}", end.join(".")))
    };
    if let Some(version) = part.strip_prefix('^') {
        // The first number that is not zero.
        let first =
            |numbers: &[u32]| numbers.iter().position(|n| *n > 0).unwrap_or(numbers.len() - 1);
        return up_to(version, first);
    }
    if let Some(version) = part.strip_prefix('~').filter(|rest| !rest.starts_with('=')) {
        return up_to(version, |numbers| usize::from(numbers.len() > 1));
    }
    match part {
        "*" => Some(String::new()),
        _ if part.starts_with(['<', '>', '=', '!', '~']) => Some(part.to_owned()),
        _ => {
            numbers(part.strip_suffix(".*").unwrap_or(part))?;
            Some(format!("=={part}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_poetry() {
        for (text, expected) in [
            ("^3.10", ">=3.10,<4"),
            ("^3.9.1", ">=3.9.1,<4"),
            ("^0.2", ">=0.2,<0.3"),
            ("~3.10", ">=3.10,<3.11"),
            ("~3", ">=3,<4"),
            ("~=3.9", "~=3.9"),
            (">=3.9, <3.14", ">=3.9,<3.14"),
            (">= 3.9 <4.0", ">=3.9,<4.0"),
            (">=3.9,<3.9.7||>3.9.7,<4", "-"),
            ("3.*", "==3.*"),
            ("3.11", "==3.11"),
            ("*", "-"),
            ("", "-"),
            ("^", "-"),
            ("^x", "-"),
            ("^4294967295", "-"),
        ] {
            let found = requires_python(text);
            assert_eq!(found.map_or_else(|| "-".into(), |it| it.to_string()), expected, "{text}");
        }
    }
}
