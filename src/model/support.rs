//! Policies that say which Pythons a project supports.

use std::{fmt, str::FromStr};

use super::{ParseError, RequiresPython, spelled::serde_as_text};

/// Which Pythons a project means to support, apart from what its metadata allows.
#[derive(Debug, Clone, PartialEq)]
pub enum SupportPolicy {
    /// `eol`: until the release's end of life
    EndOfLife,
    /// `spec0`: 36 months, Scientific Python's SPEC 0
    Spec0,
    /// `nep29`: 42 months, NumPy's NEP 29
    Nep29,
    /// A range. Ex) `>=3.9`
    Range(RequiresPython),
    /// `none`: whatever the metadata allows
    Everything,
}

impl FromStr for SupportPolicy {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Ok(match text {
            "eol" => Self::EndOfLife,
            "spec0" => Self::Spec0,
            "nep29" => Self::Nep29,
            "none" => Self::Everything,
            _ if text.starts_with(['<', '>', '=', '!', '~']) => Self::Range(text.parse()?),
            _ => {
                let why = "expected eol, spec0, nep29, none, or a range such as >=3.9";
                return Err(ParseError::new("support policy", text, text, why));
            }
        })
    }
}

impl fmt::Display for SupportPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndOfLife => f.write_str("eol"),
            Self::Spec0 => f.write_str("spec0"),
            Self::Nep29 => f.write_str("nep29"),
            Self::Range(range) => write!(f, "{range}"),
            Self::Everything => f.write_str("none"),
        }
    }
}

serde_as_text!(SupportPolicy);
