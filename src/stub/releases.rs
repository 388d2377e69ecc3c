//! Which releases of a project there are.

use super::VersionPattern;
use crate::model::Version;

/// A project has no more releases than this.
const MOST: usize = 100_000;

/// The releases that a list names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Releases(Vec<Version>);

/// Why a text is no list of releases.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleasesError {
    /// Nothing is named
    #[error("no release is listed")]
    Empty,
    /// A line is no version
    #[error("line {line}: `{text}` is not a version")]
    Version {
        /// From 1
        line: usize,
        /// The line, cut where it is long
        text: String,
    },
    /// Too many to be true
    #[error("more than {MOST} releases are listed")]
    Many,
}

impl Releases {
    /// Reads a list: a version a line, as `6.1.1`; empty lines and what follows `#` do not count.
    pub fn parse(text: &str) -> Result<Self, ReleasesError> {
        let mut releases = Vec::new();
        for (line, whole) in (1..).zip(text.lines()) {
            let said = whole.split('#').next().unwrap_or_default().trim();
            if said.is_empty() {
                continue;
            }
            let version = said.parse().map_err(|_| ReleasesError::Version {
                line,
                text: said.chars().take(80).flat_map(char::escape_default).collect(),
            })?;
            if releases.len() == MOST {
                return Err(ReleasesError::Many);
            }
            releases.push(version);
        }
        if releases.is_empty() { Err(ReleasesError::Empty) } else { Ok(Self(releases)) }
    }

    /// All of them, in the order of the list; at least one.
    pub fn all(&self) -> &[Version] {
        &self.0
    }

    /// The newest release that an installer takes by `==` and this pattern, a pre-release where
    /// there is no other.
    pub fn newest(&self, pattern: &VersionPattern) -> Option<&Version> {
        let matching = || self.0.iter().filter(|version| pattern.matches(version));
        matching().filter(|version| version.is_stable()).max().or_else(|| matching().max())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_that_matches_is_found() {
        let releases = Releases::parse("6.0.0\n6.1.0 # good\n\n# bad:\n6.1.1rc1\n7.0\n").unwrap();
        let newest = |text: &str| releases.newest(&text.parse().unwrap()).map(ToString::to_string);
        assert_eq!(newest("6.1.*").as_deref(), Some("6.1.0"));
        assert_eq!(newest("6.1.1rc1").as_deref(), Some("6.1.1rc1"));
        assert_eq!(newest("6.2.*"), None);
        assert_eq!(releases.all().len(), 4);
    }

    #[test]
    fn what_is_no_list_says_where() {
        let why = |text: &str| Releases::parse(text).unwrap_err().to_string();
        insta::assert_snapshot!(why("# none\n"), @"no release is listed");
        insta::assert_snapshot!(why("6.1\n<html>\n"), @"line 2: `<html>` is not a version");
    }
}
