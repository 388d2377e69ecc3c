//! The python tag.

use std::{fmt, str::FromStr};

use crate::model::{ParseError, python_version::digit_number, spelled::serde_as_text};

/// The first part of a tag: implementation and version.
///
/// The minor number is missing in tags such as `py3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PythonTag {
    /// Any implementation. Ex) `py3`, `py312`
    Generic {
        /// 2 or 3
        major: u8,
        /// 12 in `py312`
        minor: Option<u8>,
    },
    /// CPython. Ex) `cp314`
    CPython {
        /// 2 or 3
        major: u8,
        /// 14 in `cp314`
        minor: Option<u8>,
    },
    /// PyPy. Ex) `pp311`, `pp3`
    PyPy {
        /// 2 or 3
        major: u8,
        /// 11 in `pp311`
        minor: Option<u8>,
    },
    /// GraalPy. Ex) `graalpy312`
    GraalPy {
        /// 3
        major: u8,
        /// 12 in `graalpy312`
        minor: Option<u8>,
    },
    /// Jython. Ex) `jy27`
    Jython {
        /// 2
        major: u8,
        /// 7 in `jy27`
        minor: Option<u8>,
    },
    /// IronPython. Ex) `ip34`
    IronPython {
        /// 2 or 3
        major: u8,
        /// 4 in `ip34`
        minor: Option<u8>,
    },
    /// Anything else, kept. Ex) `cp315t`
    Unknown(String),
}

impl PythonTag {
    /// Prefix, major and minor number of a known tag.
    pub fn parts(&self) -> Option<(&'static str, u8, Option<u8>)> {
        match *self {
            Self::Generic { major, minor } => Some(("py", major, minor)),
            Self::CPython { major, minor } => Some(("cp", major, minor)),
            Self::PyPy { major, minor } => Some(("pp", major, minor)),
            Self::GraalPy { major, minor } => Some(("graalpy", major, minor)),
            Self::Jython { major, minor } => Some(("jy", major, minor)),
            Self::IronPython { major, minor } => Some(("ip", major, minor)),
            Self::Unknown(_) => None,
        }
    }

    fn known(text: &str) -> Option<Self> {
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let (prefix, digits) = text.split_at(start);
        let (major, minor) = digits.split_at_checked(1)?;
        let major = digit_number(major)?;
        let minor = if minor.is_empty() { None } else { Some(digit_number(minor)?) };
        Some(match prefix {
            "py" => Self::Generic { major, minor },
            "cp" => Self::CPython { major, minor },
            "pp" => Self::PyPy { major, minor },
            "graalpy" => Self::GraalPy { major, minor },
            "jy" => Self::Jython { major, minor },
            "ip" => Self::IronPython { major, minor },
            _ => return None,
        })
    }
}

impl fmt::Display for PythonTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.parts()) {
            (Self::Unknown(text), _) => f.write_str(text),
            (_, Some((prefix, major, Some(minor)))) => write!(f, "{prefix}{major}{minor}"),
            (_, Some((prefix, major, None))) => write!(f, "{prefix}{major}"),
            (_, None) => Ok(()),
        }
    }
}

impl FromStr for PythonTag {
    type Err = ParseError;

    /// Tags compare in lower case, as installers read them. Fails on an empty tag only.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let lower = super::set::part(text, "python tag")?;
        Ok(Self::known(&lower)
            .filter(|tag| tag.to_string() == lower)
            .unwrap_or(Self::Unknown(lower)))
    }
}

serde_as_text!(PythonTag);
