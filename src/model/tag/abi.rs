//! The ABI tag.

use std::{fmt, str::FromStr};

use crate::model::{
    ParseError, PythonVersion, python_version::digit_number, spelled::serde_as_text,
};

/// The second part of a tag: the binary interface that extension modules need.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AbiTag {
    /// No extension modules. Ex) `none`
    None,
    /// The stable ABI of GIL builds (PEP 384). Ex) `abi3`
    Abi3,
    /// The stable ABI of free-threaded builds (PEP 803). Ex) `abi3t`
    Abi3t,
    /// One CPython version. Ex) `cp314`, `cp314t`, `cp37m`, `cp27mu`
    CPython {
        /// The feature release
        version: PythonVersion,
        /// The build's flavour
        flags: AbiFlags,
    },
    /// One PyPy. Ex) `pypy311_pp73`
    PyPy {
        /// The Python version that it implements
        version: PythonVersion,
        /// PyPy's own ABI number
        abi: u8,
    },
    /// One GraalPy. Ex) `graalpy250_312_native`
    GraalPy {
        /// The Python version that it implements
        version: PythonVersion,
        /// GraalPy's release, 250 for 25.0
        release: u16,
    },
    /// Anything else, kept. Ex) `abi4`
    Unknown(String),
}

/// The letters behind the version of a CPython ABI tag, in the order `t d m u`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "these are independent build flags")]
pub struct AbiFlags {
    /// `t`: free-threaded (3.13 and later)
    pub threaded: bool,
    /// `d`: debug build
    pub debug: bool,
    /// `m`: pymalloc (before 3.8)
    pub pymalloc: bool,
    /// `u`: 4-byte Unicode (before 3.3)
    pub wide_unicode: bool,
}

impl AbiFlags {
    const LETTERS: [char; 4] = ['t', 'd', 'm', 'u'];

    fn array(self) -> [bool; 4] {
        [self.threaded, self.debug, self.pymalloc, self.wide_unicode]
    }

    fn parse(letters: &str) -> Option<Self> {
        if letters.chars().any(|c| !Self::LETTERS.contains(&c)) {
            return None;
        }
        let [threaded, debug, pymalloc, wide_unicode] = Self::LETTERS.map(|c| letters.contains(c));
        Some(Self { threaded, debug, pymalloc, wide_unicode })
    }
}

impl fmt::Display for AbiFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (letter, set) in Self::LETTERS.into_iter().zip(self.array()) {
            if set {
                write!(f, "{letter}")?;
            }
        }
        Ok(())
    }
}

impl AbiTag {
    fn known(text: &str) -> Option<Self> {
        match text {
            "none" => return Some(Self::None),
            "abi3" => return Some(Self::Abi3),
            "abi3t" => return Some(Self::Abi3t),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix("cp") {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (digits, letters) = rest.split_at(end);
            let version = PythonVersion::from_nodot(digits)?;
            return Some(Self::CPython { version, flags: AbiFlags::parse(letters)? });
        }
        if let Some(rest) = text.strip_prefix("pypy") {
            let (nodot, abi) = rest.split_once("_pp")?;
            let version = PythonVersion::from_nodot(nodot)?;
            return Some(Self::PyPy { version, abi: digit_number(abi)? });
        }
        let (release, rest) = text.strip_prefix("graalpy")?.split_once('_')?;
        let version = PythonVersion::from_nodot(rest.strip_suffix("_native")?)?;
        Some(Self::GraalPy { version, release: digit_number(release)? })
    }

    /// Whether this is `abi3` or `abi3t`.
    pub fn is_stable(&self) -> bool {
        matches!(self, Self::Abi3 | Self::Abi3t)
    }
}

impl fmt::Display for AbiTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Abi3 => f.write_str("abi3"),
            Self::Abi3t => f.write_str("abi3t"),
            Self::CPython { version, flags } => write!(f, "cp{}{flags}", version.nodot()),
            Self::PyPy { version, abi } => write!(f, "pypy{}_pp{abi}", version.nodot()),
            Self::GraalPy { version, release } => {
                write!(f, "graalpy{release}_{}_native", version.nodot())
            }
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

impl FromStr for AbiTag {
    type Err = ParseError;

    /// Tags compare in lower case, as installers read them. Fails on an empty tag only.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let lower = super::set::part(text, "ABI tag")?;
        Ok(Self::known(&lower)
            .filter(|tag| tag.to_string() == lower)
            .unwrap_or(Self::Unknown(lower)))
    }
}

serde_as_text!(AbiTag);
