//! A Python minor version such as 3.14.

use std::{fmt, str::FromStr};

use super::{ParseError, Version, spelled::serde_as_text};

/// A Python feature release: major and minor number. Ordered by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    /// 2 or 3
    pub major: u8,
    /// 14 in 3.14
    pub minor: u8,
}

impl PythonVersion {
    /// The version from its two numbers.
    pub const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }

    /// The form that tags use: `314`.
    pub fn nodot(self) -> String {
        format!("{}{}", self.major, self.minor)
    }

    /// Reads the form that tags use: the first digit is the major number.
    pub fn from_nodot(digits: &str) -> Option<Self> {
        let (major, minor) = digits.split_at_checked(1)?;
        if minor.len() > 1 && minor.starts_with('0') {
            return None;
        }
        Some(Self { major: digit_number(major)?, minor: digit_number(minor)? })
    }

    /// As a version with the given micro number: 3.14.2.
    pub fn with_micro(self, micro: u64) -> Version {
        Version::new([u64::from(self.major), u64::from(self.minor), micro])
    }
}

/// A number of ASCII digits only (`str::parse` would take a sign).
pub(super) fn digit_number<N: FromStr>(digits: &str) -> Option<N> {
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

impl FromStr for PythonVersion {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        text.split_once('.')
            .and_then(|(major, minor)| {
                Some(Self { major: digit_number(major)?, minor: digit_number(minor)? })
            })
            .filter(|version| version.to_string() == text)
            .ok_or_else(|| {
                ParseError::new("Python version", text, text, "expected MAJOR.MINOR such as 3.14")
            })
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}", self.major, self.minor))
    }
}

serde_as_text!(PythonVersion);
