//! Conditions on shares, for CI: `--fail-if "3.8 > 1%"`.
//!
//! ```text
//! condition = subject operator number [ "%" ] [ "of" ( "known" | "all" ) ]
//! subject   = version                        3.8
//!           | range { "," range }            <3.9    >=3.6,<3.9
//!           | "eol"                          every Python past its end of life
//!           | "spec0" | "nep29"              every Python that the document no longer asks for
//!           | "newest"                       the newest Python that is out
//!           | "unknown" | "other" | "pre-release"
//! range     = operator version
//! operator  = ">" | ">=" | "<" | "<="
//! ```
//!
//! The shares of several Pythons are added. Percent are of the downloads whose Python is known, as
//! in the table of shares; of all downloads for what is no known Python, and with `of all`.

mod evaluate;
mod parse;

use std::fmt;

pub use evaluate::{Outcome, Settled};

use crate::model::PythonVersion;

/// One condition. It is parsed from its text and shown as it was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    text: String,
    subject: Subject,
    operator: Operator,
    percent: f64,
    base: Base,
}

/// Whose share.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    Python(PythonVersion),
    Range(Vec<(Operator, PythonVersion)>),
    EndOfLife,
    Spec0,
    Nep29,
    Newest,
    Unknown,
    Other,
    Prerelease,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// What percent are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Known,
    All,
}

/// A condition that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("condition `{text}`, character {at}: {why}")]
pub struct GateError {
    /// The whole condition
    text: String,
    /// Where, counted from 1
    at: usize,
    /// What was expected, and what is there
    why: String,
}

impl GateError {
    /// What a condition looks like.
    pub fn hint(&self) -> &'static str {
        "write one such as \"3.8 > 1%\", \"<3.9 >= 5%\", \"eol > 10% of all\" or \"unknown > 20%\""
    }
}

impl Operator {
    fn holds<T: PartialOrd + Copy>(self, left: T, right: T) -> bool {
        match self {
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
        }
    }
}

impl Subject {
    /// Whether it is one of the Pythons, so that it has a share of those.
    fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown | Self::Other | Self::Prerelease)
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
