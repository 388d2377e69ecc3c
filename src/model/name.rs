//! Project names.

use std::{fmt, str::FromStr};

use super::{ParseError, spelled::serde_as_text};

/// A project's name as it was written.
///
/// Rule: [name normalisation](https://packaging.python.org/en/latest/specifications/name-normalization/):
/// ASCII letters, digits, `.`, `-`, `_`, first and last a letter or digit; two names are the same
/// when they are equal with runs of `-_.` read as one `-`, in lower case.
#[derive(Debug, Clone)]
pub struct ProjectName(String);

impl ProjectName {
    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The normalised form, with `-`: what indexes use.
    pub fn normalized(&self) -> String {
        let mut out = String::with_capacity(self.0.len());
        for c in self.0.chars() {
            match c {
                '-' | '_' | '.' if out.ends_with('-') => {}
                '-' | '_' | '.' => out.push('-'),
                _ => out.push(c.to_ascii_lowercase()),
            }
        }
        out
    }

    /// The normalised form with `_`: what file names use.
    pub fn file_name_form(&self) -> String {
        self.normalized().replace('-', "_")
    }
}

impl FromStr for ProjectName {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let fail = |part: &str, why: &str| Err(ParseError::new("project name", text, part, why));
        if let Some(odd) =
            text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        {
            return fail(&odd.to_string(), "expected ASCII letters, digits, `.`, `-` and `_`");
        }
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if !edge(text.chars().next()) || !edge(text.chars().next_back()) {
            return fail(text, "expected a letter or digit at both ends");
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for ProjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for ProjectName {
    fn eq(&self, other: &Self) -> bool {
        self.normalized() == other.normalized()
    }
}

impl Eq for ProjectName {}

impl std::hash::Hash for ProjectName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.normalized().hash(state);
    }
}

serde_as_text!(ProjectName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_equal_when_they_normalise_alike() {
        let name: ProjectName = "Friendly-._.Bard".parse().unwrap();
        assert_eq!(name.normalized(), "friendly-bard");
        assert_eq!(name.file_name_form(), "friendly_bard");
        assert_eq!(name, "FRIENDLY_bard".parse().unwrap());
    }

    #[test]
    fn bad_names_say_which_part() {
        let why = |text: &str| text.parse::<ProjectName>().unwrap_err().to_string();
        insta::assert_snapshot!(why("-x"), @"invalid project name `-x`: expected a letter or digit at both ends");
        insta::assert_snapshot!(why("a b"), @"invalid project name `a b`: ` `: expected ASCII letters, digits, `.`, `-` and `_`");
    }
}
