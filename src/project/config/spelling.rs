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

/// When a scheduled run begins: minute, hour, day of the month, month, day of the week, each a list
/// of numbers, ranges and steps, in UTC. Ex) `17 3 * * *`
///
/// Source: [POSIX crontab](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/crontab.html),
/// with the steps and names that CI systems add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron(String);

impl Cron {
    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Cron {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        const BOUNDS: [(u8, u8); 5] = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];
        const MONTHS: &str = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC";
        const DAYS: &str = "SUN MON TUE WED THU FRI SAT";
        let value = |word: &str, field: usize| {
            let names = [None, None, None, Some((MONTHS, 1)), Some((DAYS, 0))][field];
            let by_name = names.and_then(|(all, first)| {
                let at = all.split(' ').position(|name| name.eq_ignore_ascii_case(word))?;
                u8::try_from(at).ok().map(|at| at + first)
            });
            let plain = word.bytes().all(|it| it.is_ascii_digit());
            let number = by_name.or_else(|| word.parse().ok().filter(|_| plain))?;
            (BOUNDS[field].0..=BOUNDS[field].1).contains(&number).then_some(number)
        };
        let part = |part: &str, field: usize| {
            let (range, step) = part.split_once('/').map_or((part, None), |(a, b)| (a, Some(b)));
            let stepped = step.is_none_or(|it| it.parse::<u8>().is_ok_and(|it| it > 0));
            let ranged = range == "*"
                || match range.split_once('-') {
                    Some((from, to)) => matches!(
                        (value(from, field), value(to, field)),
                        (Some(from), Some(to)) if from <= to
                    ),
                    None => value(range, field).is_some(),
                };
            stepped && ranged
        };
        let fields: Vec<&str> = text.split(' ').collect();
        let fits = fields.len() == BOUNDS.len()
            && fields.iter().enumerate().all(|(at, it)| it.split(',').all(|it| part(it, at)));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            let why = "expected minute, hour, day, month and day of the week such as 17 3 * * *";
            Err(ParseError::new("cron line", &text.escape_debug().to_string(), "", why))
        }
    }
}

impl fmt::Display for Cron {
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
    fn cron_lines_have_five_fields_within_bounds() {
        for text in ["17 3 * * *", "0,30 */2 1-15 JAN-mar 1-5", "5/15 0 31 12 SUN"] {
            assert_eq!(text.parse::<Cron>().unwrap().to_string(), text);
        }
        for text in
            ["", "* * *", "60 3 * * *", "1 2 0 * *", "1 2 3 4 7", "5-1 * * * *", "*/0 * * * *"]
        {
            assert!(text.parse::<Cron>().is_err(), "{text}");
        }
        let error = "every day".parse::<Cron>().unwrap_err();
        insta::assert_snapshot!(error, @"invalid cron line `every day`: expected minute, hour, day, month and day of the week such as 17 3 * * *");
    }

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
