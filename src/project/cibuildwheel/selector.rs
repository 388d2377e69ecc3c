//! cibuildwheel's patterns over build identifiers.

use glob::Pattern;

use crate::project::Place;

/// A list of patterns such as `cp3{13,14}-* *_i686`, and the place that says them.
///
/// Rule: [build and skip](https://cibuildwheel.pypa.io/en/stable/options/#build-skip): shell
/// patterns over the identifier, with `{a,b}`, separated by spaces; one match is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    patterns: Vec<(String, Vec<Pattern>)>,
    place: Option<Place>,
}

impl Selector {
    /// More alternatives than this in one pattern are not expanded; no project has them.
    const MOST: usize = 1024;
    /// A pattern longer than this matches nothing; identifiers have some thirty characters.
    const LONGEST: usize = 1024;

    /// The patterns of a text, and where it stands; `None` is cibuildwheel's default.
    pub fn new(text: &str, place: Option<Place>) -> Self {
        let patterns = text
            .split_whitespace()
            .map(|pattern| {
                let mut plain = Vec::new();
                let most = if pattern.len() > Self::LONGEST { 0 } else { Self::MOST };
                expand(pattern, most, &mut plain);
                (pattern.to_owned(), plain.iter().map(|text| compile(text)).collect())
            })
            .collect();
        Self { patterns, place }
    }

    /// Whether one pattern matches.
    pub fn matches(&self, identifier: &str) -> bool {
        self.first_match(identifier).is_some()
    }

    /// The first pattern that matches, as it was written: what `--explain` names.
    pub fn first_match(&self, identifier: &str) -> Option<&str> {
        self.patterns
            .iter()
            .find(|(_, plain)| plain.iter().any(|pattern| pattern.matches(identifier)))
            .map(|(written, _)| written.as_str())
    }

    /// The patterns as they were written that match none of the names.
    pub fn idle<'a>(&'a self, names: &[String]) -> impl Iterator<Item = &'a str> {
        let used = |plain: &[Pattern]| plain.iter().any(|it| names.iter().any(|n| it.matches(n)));
        let idle: Vec<&str> =
            self.patterns.iter().filter(|(_, it)| !used(it)).map(|(it, _)| it.as_str()).collect();
        idle.into_iter()
    }

    /// Where the patterns stand; `None` for cibuildwheel's default.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }
}

/// A pattern without braces. What `glob` does not take (`[` without its end) stands for itself.
fn compile(text: &str) -> Pattern {
    let mut single = text.to_owned();
    while single.contains("**") {
        single = single.replace("**", "*");
    }
    Pattern::new(&single).or_else(|_| Pattern::new(&Pattern::escape(text))).unwrap_or_default()
}

/// Writes out `{a,b}` and `{1..3}`, nested too, as shells do. Braces without a comma or range
/// stay as they are. Stops at `most` results.
fn expand(pattern: &str, most: usize, out: &mut Vec<String>) {
    if out.len() >= most {
        return;
    }
    for (open, _) in pattern.match_indices('{') {
        let Some(close) = closing(pattern, open) else { continue };
        let Some(choices) = choices(&pattern[open + 1..close]) else { continue };
        for choice in choices {
            let whole = format!("{}{choice}{}", &pattern[..open], &pattern[close + 1..]);
            expand(&whole, most, out);
            if out.len() >= most {
                return;
            }
        }
        return;
    }
    out.push(pattern.to_owned());
}

/// The brace that closes the one at `open`.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// What stands between braces, when it is a list or a range.
fn choices(inner: &str) -> Option<Vec<String>> {
    if let Some((from, to)) = inner.split_once("..") {
        let (from, to): (u16, u16) = (from.parse().ok()?, to.parse().ok()?);
        let range: Vec<String> = (from.min(to)..=from.max(to))
            .take(Selector::MOST)
            .map(|number| number.to_string())
            .collect();
        return Some(range);
    }
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for c in inner.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    (parts.len() > 1).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_cibuildwheel() {
        for (text, identifier, matches) in [
            ("*", "cp314-win_amd64", true),
            ("", "cp314-win_amd64", false),
            ("cp3{13,14}-*", "cp314-win_amd64", true),
            ("cp3{13,14}-*", "cp314t-win_amd64", false),
            ("cp3{13,14{,t}}-*", "cp314t-win_amd64", true),
            ("cp3{9..11}-*", "cp310-win_amd64", true),
            ("pp* *_i686", "cp39-manylinux_i686", true),
            ("cp31?-*", "cp314-win32", true),
            ("cp3[!9]*", "cp39-win32", false),
            ("cp**win32", "cp39-win32", true),
            ("cp39-{win32}", "cp39-win32", false),
            ("[cp39", "cp39-win32", false),
        ] {
            assert_eq!(Selector::new(text, None).matches(identifier), matches, "{text}");
        }
        let selector = Selector::new("pp* cp3{13,14}-*", None);
        assert_eq!(selector.first_match("cp313-win32"), Some("cp3{13,14}-*"));
    }

    #[test]
    fn many_braces_end_soon() {
        let hostile = "{a,b}".repeat(64);
        assert!(!Selector::new(&hostile, None).matches("x"));
    }
}
