//! Which release users are told to take.

use std::{fmt, str::FromStr};

use pep440_rs::VersionPattern as Clause;

use crate::model::{ParseError, Version};

/// What stands behind `==` in the command that a message shows: a release, or all that begin alike.
///
/// Rule: [version matching](https://packaging.python.org/en/latest/specifications/version-specifiers/#version-matching).
/// An epoch is not taken: its `!` calls up history in interactive shells, inside double quotes too.
///
/// Ex) `6.1.*`, `6.1.1`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionPattern(Clause);

impl VersionPattern {
    /// Whether an installer that is told `==` and this takes that release. A release with a local
    /// version is taken by the public one.
    pub fn matches(&self, version: &Version) -> bool {
        let wanted = self.0.version();
        if !self.0.is_wildcard() {
            let local = wanted.is_local();
            return if local {
                version == wanted
            } else {
                version.clone().without_local() == *wanted
            };
        }
        let given = version.release().iter().chain(std::iter::repeat(&0));
        version.epoch() == wanted.epoch() && wanted.release().iter().zip(given).all(|(a, b)| a == b)
    }

    /// The oldest release that can match, without regard to pre-releases. Ex) `6.1` of `6.1.*`
    pub fn floor(&self) -> &Version {
        self.0.version()
    }

    /// As people write it. Ex) `6.1.X`
    pub fn shown(&self) -> String {
        if self.0.is_wildcard() { format!("{}.X", self.0.version()) } else { self.to_string() }
    }
}

impl FromStr for VersionPattern {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let fail = |why: &str| Err(ParseError::new("release", text, text, why));
        // The library takes white space around a version; a command line must not have it.
        if text.bytes().any(|byte| !byte.is_ascii_graphic()) {
            return fail("expected a version such as 6.1.1 or 6.1.*");
        }
        match Clause::from_str(text) {
            Ok(clause) if clause.version().epoch() != 0 => {
                fail("a version with an epoch cannot be shown in a command that every shell takes")
            }
            Ok(clause) => Ok(Self(clause)),
            Err(_) => fail("expected a version such as 6.1.1 or 6.1.*"),
        }
    }
}

impl fmt::Display for VersionPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let star = if self.0.is_wildcard() { ".*" } else { "" };
        write!(f, "{}{star}", self.0.version())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> VersionPattern {
        text.parse().unwrap()
    }

    #[test]
    fn releases_match_as_for_pip() {
        let matches = |text: &str, version: &str| pattern(text).matches(&version.parse().unwrap());
        assert!(matches("6.1.*", "6.1.1") && matches("6.1.*", "6.1") && matches("6.0.*", "6"));
        assert!(matches("6.1.*", "6.1.1rc1") && matches("6.1", "6.1.0") && matches("6.1", "6.1+x"));
        assert!(
            !matches("6.1.*", "6.10") && !matches("6.1.*", "7.0.0") && !matches("6.1", "6.1.1")
        );
        assert!(!matches("6.1+x", "6.1"));
    }

    #[test]
    fn it_is_shown_in_two_ways() {
        assert_eq!(
            (pattern("6.1.*").to_string(), pattern("6.1.*").shown()),
            ("6.1.*".into(), "6.1.X".into())
        );
        assert_eq!(
            (pattern("v6.01").to_string(), pattern("6.1").shown()),
            ("6.1".into(), "6.1".into())
        );
    }

    #[test]
    fn what_is_no_release_is_refused() {
        let why = |text: &str| text.parse::<VersionPattern>().unwrap_err().to_string();
        insta::assert_snapshot!(why(">=6"), @"invalid release `>=6`: expected a version such as 6.1.1 or 6.1.*");
        insta::assert_snapshot!(why("1!6.*"), @"invalid release `1!6.*`: a version with an epoch cannot be shown in a command that every shell takes");
        for hostile in
            ["", "*", "6.1.*\n", " 6.1", "6.*\" ; rm -r x", "6.1,6.2", "6.*.1", "$(id)", "6.1;x"]
        {
            assert!(hostile.parse::<VersionPattern>().is_err(), "{hostile:?}");
        }
    }
}
