//! The Requires-Python field.

use std::{fmt, str::FromStr};

use pep440_rs::Operator;

use super::{ParseError, PythonVersion, Version, VersionSpecifiers, spelled::serde_as_text};

/// The Pythons that a release supports. Ex) `>=3.9`, `>=3.8,!=3.9.0`
///
/// Rule: [version specifiers](https://packaging.python.org/en/latest/specifications/version-specifiers/),
/// which installers compare with the full version of the interpreter, micro number included.
#[derive(Debug, Clone)]
pub struct RequiresPython {
    text: String,
    specifiers: VersionSpecifiers,
}

impl RequiresPython {
    /// Whether an installer on this exact Python version takes the file. Pre-releases of Python
    /// count, as pip passes `prereleases=True`.
    pub fn contains(&self, python: &Version) -> bool {
        self.specifiers.contains(python)
    }

    /// Whether the newest patch release of a Python minor version is taken: the question that
    /// cibuildwheel asks of a build identifier.
    pub fn allows(&self, python: PythonVersion) -> bool {
        self.contains(&python.with_micro(99))
    }

    /// Whether any patch release of a Python minor version is taken: `<=3.12` takes 3.12.0 alone.
    pub fn allows_some(&self, python: PythonVersion) -> bool {
        /// More patch releases than any version of Python had.
        const LAST: u64 = 99;
        (0..=LAST).any(|micro| self.contains(&python.with_micro(micro)))
    }

    /// The oldest of `pythons` that is allowed.
    pub fn oldest(
        &self,
        pythons: impl IntoIterator<Item = PythonVersion>,
    ) -> Option<PythonVersion> {
        pythons.into_iter().filter(|python| self.allows(*python)).min()
    }

    /// The first part that caps the version from above: `<4`, `<=3.14`, `~=3.9`, `==3.*`.
    pub fn upper_cap(&self) -> Option<String> {
        self.specifiers
            .iter()
            .find(|specifier| {
                matches!(
                    specifier.operator(),
                    Operator::LessThan
                        | Operator::LessThanEqual
                        | Operator::TildeEqual
                        | Operator::Equal
                        | Operator::EqualStar
                        | Operator::ExactEqual
                )
            })
            .map(ToString::to_string)
    }
}

impl FromStr for RequiresPython {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        // An empty field allows every Python; a trailing comma is read by packaging, and so here.
        let cleaned = text.trim().trim_end_matches(',').trim_end();
        let specifiers = VersionSpecifiers::from_str(cleaned).map_err(|error| {
            // The library's message goes on with the input and a line of carets below it.
            let why = error.to_string();
            let first = why.lines().next().unwrap_or_default();
            let first = first.trim_start_matches("Failed to parse version: ").trim_end_matches(':');
            ParseError::new("Requires-Python", text, text, first)
        })?;
        Ok(Self { text: text.to_owned(), specifiers })
    }
}

impl fmt::Display for RequiresPython {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for RequiresPython {
    fn eq(&self, other: &Self) -> bool {
        self.specifiers == other.specifiers
    }
}

serde_as_text!(RequiresPython);

#[cfg(test)]
mod tests {
    use super::*;

    fn requires(text: &str) -> RequiresPython {
        text.parse().unwrap()
    }

    #[test]
    fn the_micro_number_counts() {
        let field = requires(">=3.8,!=3.9.0");
        assert!(!field.contains(&"3.9.0".parse().unwrap()));
        assert!(field.contains(&"3.9.1".parse().unwrap()));
        assert!(field.allows(PythonVersion::new(3, 9)));
        assert!(requires(">=3.9.2").allows(PythonVersion::new(3, 9)));
        assert!(requires("").allows(PythonVersion::new(2, 7)));
        assert!(!requires("!=3.0.*,>=2.7").allows(PythonVersion::new(3, 0)));
        let capped = requires(">=3.8,<=3.12");
        assert!(!capped.allows(PythonVersion::new(3, 12)));
        assert!(capped.allows_some(PythonVersion::new(3, 12)));
        assert!(!capped.allows_some(PythonVersion::new(3, 13)));
    }

    #[test]
    fn a_cap_is_named() {
        assert_eq!(requires(">=3.9,<4").upper_cap().unwrap(), "<4");
        assert_eq!(requires(">=3.9,!=3.10.1").upper_cap(), None);
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let why = |text: &str| text.parse::<RequiresPython>().unwrap_err().to_string();
        insta::assert_snapshot!(why(">=3.x"), @"invalid Requires-Python `>=3.x`: after parsing `3`, found `.x`, which is not part of a valid version");
        insta::assert_snapshot!(why("3.9"), @"invalid Requires-Python `3.9`: Unexpected end of version specifier, expected operator");
    }
}
