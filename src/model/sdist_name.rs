//! Source distribution file names.

use std::{fmt, str::FromStr};

use super::{ParseError, ProjectName, Version, spelled::serde_as_text};

const WHAT: &str = "sdist file name";

/// A source distribution's file name: `{name}-{version}.tar.gz` (PEP 625) or the older `.zip`.
///
/// Old names may hold `-` in the project's name: the last `-` divides.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SdistName {
    text: String,
    /// The project, as written
    pub name: ProjectName,
    /// The version, parsed
    pub version: Version,
}

impl SdistName {
    /// The endings of source distributions.
    pub const ENDINGS: [&str; 2] = [".tar.gz", ".zip"];

    /// The file name without its ending.
    pub fn stem(&self) -> &str {
        Self::ENDINGS.iter().find_map(|end| self.text.strip_suffix(end)).unwrap_or(&self.text)
    }

    /// The one name that PEP 625 allows.
    pub fn normalized(&self) -> String {
        format!("{}-{}.tar.gz", self.name.file_name_form(), self.version)
    }
}

impl FromStr for SdistName {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let fail = |part: &str, why: &str| ParseError::new(WHAT, text, part, why);
        let stem = Self::ENDINGS
            .iter()
            .find_map(|end| text.strip_suffix(end))
            .ok_or_else(|| fail(text, "expected the ending `.tar.gz`"))?;
        let (name, version) =
            stem.rsplit_once('-').ok_or_else(|| fail(text, "expected NAME-VERSION.tar.gz"))?;
        let project = name.parse().map_err(|error: ParseError| fail(name, error.why()))?;
        let parsed =
            version.parse().map_err(|_| fail(version, "expected a version as PEP 440 has it"))?;
        Ok(Self { text: text.to_owned(), name: project, version: parsed })
    }
}

impl fmt::Display for SdistName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

serde_as_text!(SdistName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_dash_divides() {
        let name: SdistName = "sentry-cli-3.8.0.tar.gz".parse().unwrap();
        assert_eq!((name.name.as_str(), name.stem()), ("sentry-cli", "sentry-cli-3.8.0"));
        assert_eq!(name.normalized(), "sentry_cli-3.8.0.tar.gz");
    }

    #[test]
    fn errors_name_the_part_and_the_whole() {
        let why = |text: &str| text.parse::<SdistName>().unwrap_err().to_string();
        insta::assert_snapshot!(why("a.tar.gz"), @"invalid sdist file name `a.tar.gz`: expected NAME-VERSION.tar.gz");
        insta::assert_snapshot!(why("a-x.tar.gz"), @"invalid sdist file name `a-x.tar.gz`: `x`: expected a version as PEP 440 has it");
        insta::assert_snapshot!(why("a-1.tar.bz2"), @"invalid sdist file name `a-1.tar.bz2`: expected the ending `.tar.gz`");
    }
}
