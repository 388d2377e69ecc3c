//! The values of `[tool.relkit]`, each with the form in which it is written.

use std::{fmt, str::FromStr};

use crate::model::{ParseError, PythonVersion, spelled::serde_as_text};

/// Which Pythons are old enough to leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// Policy takes none away. `none`
    None,
    /// Those that CPython's developers no longer mend are out. `eol`
    Eol,
    /// [SPEC 0](https://scientific-python.org/specs/spec-0000/): out 36 months after release. `spec0`
    Spec0,
    /// [NEP 29](https://numpy.org/neps/nep-0029-deprecation_policy.html): out 42 months after
    /// release. `nep29`
    Nep29,
    /// Older ones are out. Ex) `>=3.10`
    AtLeast(PythonVersion),
}

impl fmt::Display for Support {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Eol => f.write_str("eol"),
            Self::Spec0 => f.write_str("spec0"),
            Self::Nep29 => f.write_str("nep29"),
            Self::AtLeast(version) => write!(f, ">={version}"),
        }
    }
}

impl FromStr for Support {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Ok(match text {
            "none" => Self::None,
            "eol" => Self::Eol,
            "spec0" => Self::Spec0,
            "nep29" => Self::Nep29,
            _ => {
                let version = text.strip_prefix(">=").map(str::trim).and_then(|v| v.parse().ok());
                Self::AtLeast(version.ok_or_else(|| {
                    let why = "expected none, eol, spec0, nep29 or a floor such as >=3.10";
                    ParseError::new("support policy", text, text, why)
                })?)
            }
        })
    }
}

serde_as_text!(Support);

/// One family of builds: wheels that are built the same way and carry one ABI tag each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// One wheel for each version of the default build. `per-version`
    PerVersion,
    /// One wheel for each version of the free-threaded build. `free-threaded`
    FreeThreaded,
    /// One `abi3` wheel from this version on. Ex) `abi3-py39`
    Abi3(PythonVersion),
    /// One `abi3.abi3t` wheel from this version on (PEP 803). Ex) `abi3t-py315`
    Abi3t(PythonVersion),
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match self {
            Self::PerVersion => "per-version".to_owned(),
            Self::FreeThreaded => "free-threaded".to_owned(),
            Self::Abi3(version) => format!("abi3-py{}", version.nodot()),
            Self::Abi3t(version) => format!("abi3t-py{}", version.nodot()),
        })
    }
}

impl FromStr for Lane {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let version = |prefix| PythonVersion::from_nodot(text.strip_prefix(prefix)?);
        match text {
            "per-version" => Some(Self::PerVersion),
            "free-threaded" => Some(Self::FreeThreaded),
            _ => version("abi3-py").map(Self::Abi3).or(version("abi3t-py").map(Self::Abi3t)),
        }
        .ok_or_else(|| {
            let why = "expected per-version, free-threaded, or a stable ABI with its oldest \
                       Python such as abi3-py39 or abi3t-py315";
            ParseError::new("family of builds", text, text, why)
        })
    }
}

serde_as_text!(Lane);

/// The floors of `abi3` builds as they are configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AbiFloors {
    /// No such build, whatever the project says. `false`
    Off,
    /// One build from each of these versions on, oldest first. Ex) `["3.9", "3.11"]`
    From(Vec<PythonVersion>),
}

/// The floor of the `abi3t` build as it is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OneFloor {
    /// No such build, whatever the project says. `false`
    Off,
    /// One build from this version on. Ex) `3.15`
    From(PythonVersion),
}

/// A time limit in minutes, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minutes(pub(super) u16);

impl Minutes {
    /// Five days: what GitHub gives a job on a runner of one's own.
    pub(super) const MOST: u16 = 7200;

    /// The number of minutes.
    pub const fn get(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_parsing_are_inverses() {
        for text in ["none", "eol", "spec0", "nep29", ">=3.10"] {
            assert_eq!(text.parse::<Support>().unwrap().to_string(), text);
        }
        for text in ["per-version", "free-threaded", "abi3-py39", "abi3t-py315"] {
            assert_eq!(text.parse::<Lane>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn errors_say_what_is_expected() {
        let support = "3.10".parse::<Support>().unwrap_err().to_string();
        insta::assert_snapshot!(support, @"invalid support policy `3.10`: expected none, eol, spec0, nep29 or a floor such as >=3.10");
        let lane = "abi3".parse::<Lane>().unwrap_err().to_string();
        insta::assert_snapshot!(lane, @"invalid family of builds `abi3`: expected per-version, free-threaded, or a stable ABI with its oldest Python such as abi3-py39 or abi3t-py315");
    }
}
