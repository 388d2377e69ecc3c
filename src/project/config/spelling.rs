//! Strings of the configuration that end up in generated files, checked for what they may hold.

use std::{fmt, str::FromStr};

use crate::model::ParseError;

/// A name or pattern that a CI system knows: a runner, a branch, a tag pattern, an environment,
/// a file, a setting. Never empty, and on one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(String);

impl Label {
    /// For texts that stand in relkit itself.
    pub(super) fn known(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Label {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let fail =
            |why: &str| Err(ParseError::new("text", &text.escape_debug().to_string(), "", why));
        if text.trim().is_empty() {
            return fail("expected at least one character");
        }
        if text.chars().any(char::is_control) {
            return fail("expected one line without control characters");
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Python's [keywords](https://docs.python.org/3/reference/lexical_analysis.html#keywords): no name
/// after `import`.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// A module as `import` takes it. Ex) `demo._native`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleName(String);

impl ModuleName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ModuleName {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let word = |part: &str| {
            !KEYWORDS.contains(&part)
                && part.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        if text.split('.').all(word) {
            Ok(Self(text.to_owned()))
        } else {
            let why = "expected a module as `import` takes it, such as demo._native";
            Err(ParseError::new("module name", &text.escape_debug().to_string(), "", why))
        }
    }
}

impl fmt::Display for ModuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The name of a second build of the same identifiers, a part of names of jobs and artifacts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariantName(String);

impl VariantName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VariantName {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.';
        if !text.is_empty() && text.len() <= 40 && text.chars().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            let why = "expected up to 40 of a-z, 0-9, `_` and `.`, such as accelerate";
            Err(ParseError::new("name of a variant", &text.escape_debug().to_string(), "", why))
        }
    }
}

impl fmt::Display for VariantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_break_a_generated_file_is_refused() {
        let label = |text: &str| text.parse::<Label>().unwrap_err().to_string();
        insta::assert_snapshot!(label(" "), @"invalid text ` `: expected at least one character");
        insta::assert_snapshot!(label("a\nb"), @r"invalid text `a\nb`: expected one line without control characters");
        let module = |text: &str| text.parse::<ModuleName>().unwrap_err().to_string();
        insta::assert_snapshot!(module("demo; x"), @"invalid module name `demo; x`: expected a module as `import` takes it, such as demo._native");
        assert!("demo._native".parse::<ModuleName>().is_ok());
        assert!("demo..x".parse::<ModuleName>().is_err());
    }
}
