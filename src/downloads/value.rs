//! The values of a dimension.

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};

/// One value of a [`Dimension`](super::Dimension). What is no value stays a row of its own, so that
/// shares are of all downloads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Ex) `3.14`, `Linux`
    Known(Arc<str>),
    /// A pre-release of Python
    Prerelease,
    /// What is written there is none: `3.11BYHW`
    Other,
    /// Nothing is written there
    Unknown,
}

impl Value {
    /// A known value.
    pub fn known(text: &str) -> Self {
        Self::Known(text.into())
    }

    /// The text, where the value is known.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Known(text) => Some(text),
            _ => None,
        }
    }

    /// How it is shown, in tables and in JSON.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(text) => text,
            Self::Prerelease => "pre-release",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
